//! The templates as their users have them: made by `imp-flake init` with whatever there is to choose, and by
//! `nix flake init`; looked at by our programs and by the real Nix.
//!
//! What asks Nix needs `IMP_FLAKE_PARTS` and `IMP_NIXPKGS_LIB`, and is skipped without them; see [`tests::world`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Output};
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use tests::sandbox::Sandbox;
use tests::world::World;
use tests::{Done, lacking, nix, programs, tree, trial};

const TEMPLATES: [&str; 6] =
    ["dev", "flake-parts", "full", "hosts-and-modules", "minimal", "single-host"];

/// Those with a machine and a home, and what the machine is called.
const MACHINES: [(&str, &str); 4] = [
    ("flake-parts", "laptop"),
    ("full", "workstation"),
    ("hosts-and-modules", "laptop"),
    ("single-host", "laptop"),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = all()
        .into_iter()
        .map(|made| trial(format!("programs/{}", made.name), move || looked_at(&made)))
        .collect();
    trials.push(trial("list", list));
    trials.push(trial("terminal", on_a_terminal));
    let world = world();
    for name in TEMPLATES {
        let world = world.clone();
        trials.push(trial(format!("nix-flake-init/{name}"), move || {
            with(&world, |world| same_files(world, name))
        }));
    }
    for made in all().into_iter().filter(|made| made.is_typical) {
        let world = world.clone();
        trials.push(trial(format!("nix/{}", made.name), move || {
            with(&world, |world| evaluated(world, &made))
        }));
    }
    trials
}

type Ready = Result<Arc<World>, Result<Done, String>>;

fn world() -> Ready {
    if let Err(message) = nix::Nix::find() {
        return Err(lacking(&message));
    }
    if let Some(message) = nix::flake_parts().and(nix::nixpkgs_lib()).err() {
        return Err(Ok(Done::Skipped(message)));
    }
    World::new().map(Arc::new).map_err(Err)
}

fn with(world: &Ready, run: impl Fn(&World) -> Result<(), String>) -> Result<Done, String> {
    match world {
        Ok(world) => run(world).map(|()| Done::Passed),
        Err(outcome) => outcome.clone(),
    }
}

/// A way to call `imp-flake init`.
#[derive(Clone, Debug)]
struct Made {
    name: String,
    template: &'static str,
    arguments: Vec<String>,
    /// The machine, if there is one, and whether the home is a part of it and one of its own.
    host: Option<(String, bool, bool)>,
    /// Whether Nix is asked, too, which takes seconds.
    is_typical: bool,
}

fn all() -> Vec<Made> {
    let mut all: Vec<Made> = TEMPLATES.iter().map(|template| made(template, &[])).collect();
    for template in ["minimal", "dev"] {
        all.push(made(template, &["--ci=github", "--direnv"]));
        all.push(made(template, &["--ci=none", "--direnv=false"]));
    }
    all.push(made("single-host", &["--user=machine", "--secrets=agenix"]));
    for (template, _) in MACHINES {
        for home in ["module", "standalone", "both"] {
            for secrets in ["sops", "agenix", "none"] {
                let (home, secrets) =
                    (format!("--home-manager={home}"), format!("--secrets={secrets}"));
                all.push(made(template, &["--host=web", "--user=bob", &home, &secrets]));
            }
        }
    }
    all
}

fn made(template: &'static str, arguments: &[&str]) -> Made {
    let has = |argument: &str| arguments.contains(&argument);
    let (module, alone) = (has("--home-manager=module"), has("--home-manager=standalone"));
    let host = MACHINES.iter().find(|(name, _)| *name == template).map(|(_, host)| {
        let host = if has("--host=web") { "web" } else { host };
        (host.to_owned(), !alone, !module)
    });
    let is_typical = arguments.is_empty()
        || (module && has("--secrets=agenix"))
        || (alone && has("--secrets=none"))
        || has("--direnv");
    let words: Vec<&str> = [template].into_iter().chain(arguments.iter().copied()).collect();
    Made {
        name: words.join(" "),
        template,
        arguments: arguments.iter().map(ToString::to_string).collect(),
        host,
        is_typical,
    }
}

impl Made {
    fn sandbox(&self) -> Result<Sandbox, String> {
        let sandbox = Sandbox::new()?;
        let mut arguments = vec!["init", self.template];
        arguments.extend(self.arguments.iter().map(String::as_str));
        let output = run(&sandbox, "imp-flake", &arguments)?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !said.starts_with("made a flake from") {
            return Err(format!("it does not say what it made: {said}"));
        }
        Ok(sandbox)
    }
}

/// Nothing is wrong in a new flake: there is no lock yet, and that is all that a rule has to say.
fn looked_at(made: &Made) -> Result<Done, String> {
    let sandbox = made.sandbox()?;
    sandbox.git(&["init", "--quiet"])?;
    sandbox.git(&["add", "--all"])?;
    run(&sandbox, "imp-flake", &["check", "--fail-on", "warning"])?;
    run(&sandbox, "imp-registry", &["check", "--fail-on", "warning"])?;
    run(&sandbox, "imp-fmt", &["--check"])?;
    let output = run(&sandbox, "imp-flake", &["lint", "--json"])?;
    let document: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let codes = document["findings"].as_array().into_iter().flatten();
    let codes: Vec<&str> = codes.filter_map(|finding| finding["code"].as_str()).collect();
    if codes == ["missing-lock"] {
        return Ok(Done::Passed);
    }
    Err(format!("lint finds {codes:?}, expected only the lock that is missing\n{document:#}"))
}

/// `imp-flake init --help` lists every template there is, and so does this test.
fn list() -> Result<Done, String> {
    let entries = std::fs::read_dir(tests::folder().join("../nix/templates"));
    let entries = entries.map_err(|error| error.to_string())?.flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('_'));
    names.sort();
    if names != TEMPLATES {
        return Err(format!("there are {names:?}, and this test knows {TEMPLATES:?}"));
    }
    let help = run(&Sandbox::new()?, "imp-flake", &["init", "--help"])?;
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    match names.iter().find(|name| !help.contains(&format!("\n  {name} "))) {
        None => Ok(Done::Passed),
        Some(missing) => Err(format!("the help does not list `{missing}`:\n{help}")),
    }
}

/// On a terminal every question has an answer, or nothing is written; the answers are those of flags.
fn on_a_terminal() -> Result<Done, String> {
    let Some(script) = programs::on_path("script") else {
        return lacking("there is no `script`, which makes a terminal");
    };
    let ask = |arguments: &str,
               answers: &'static str|
     -> Result<(BTreeMap<PathBuf, Vec<u8>>, String), String> {
        let sandbox = Sandbox::new()?;
        let program = programs::ours("imp-flake")?;
        let command = format!("'{}' init {arguments}", program.display());
        let mut asked = sandbox.command(&script);
        asked.args(["-qec", &command, "/dev/null"]);
        let output = asked.write_stdin(answers).output();
        let output = output.map_err(|error| error.to_string())?;
        Ok((files(sandbox.root())?, String::from_utf8_lossy(&output.stdout).into_owned()))
    };
    for answers in ["", "minimal\n", "minimal\n\n", "single-host\n", "single-host\nweb\n"] {
        let (files, said) = ask("", answers)?;
        if !files.is_empty() || !said.contains("the question was not answered") {
            return Err(format!("{answers:?} writes {files:?} and says {said}"));
        }
    }
    let (asked, said) = ask("--host web", "\nbob\nmodule\n\n\n\n")?;
    if said.contains("minimal") || said.contains("the machine called") {
        return Err(format!("it asks what the flag says: {said}"));
    }
    let told = Sandbox::new()?;
    let flags = ["init", "single-host", "--host=web", "--user=bob", "--home-manager=module"];
    run(&told, "imp-flake", &flags)?;
    match asked == files(told.root())? {
        true => Ok(Done::Passed),
        false => Err(format!("other files than with flags: {said}")),
    }
}

fn same_files(world: &World, name: &str) -> Result<(), String> {
    let by_nix = Sandbox::new()?;
    let url = format!("path:{}#{name}", world.input("imp").display());
    succeeds(&world.nix(by_nix.root(), &["flake", "init", "--template", &url])?)?;
    let ours = Sandbox::new()?;
    run(&ours, "imp-flake", &["init", name])?;
    let (by_nix, ours) = (files(by_nix.root())?, files(ours.root())?);
    if by_nix == ours {
        return Ok(());
    }
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    Err(format!("nix gives {:#?}\nimp-flake gives {:#?}", names(&by_nix), names(&ours)))
}

/// Nix builds the checks, and every machine and home can be evaluated to its last value.
fn evaluated(world: &World, made: &Made) -> Result<(), String> {
    let sandbox = made.sandbox()?;
    let root = sandbox.root();
    world.localize(root).map_err(|error| error.to_string())?;
    sandbox.git(&["init", "--quiet"])?;
    sandbox.git(&["add", "--all"])?;
    succeeds(&world.nix(root, &["flake", "lock"])?)?;
    sandbox.git(&["add", "--all"])?;
    run(&sandbox, "imp-flake", &["lint", "--fail-on", "warning"])?;
    succeeds(&world.nix(root, &["flake", "check"])?)?;
    if overwrite_hardware(root)? {
        succeeds(&world.nix(root, &["flake", "check"])?)?;
    }
    let Some((host, is_module, is_alone)) = &made.host else { return Ok(()) };
    let user = if made.arguments.is_empty() { "alice" } else { "bob" };
    let value = |installable: &str, apply: &str| {
        let output = world.nix(root, &["eval", "--json", installable, "--apply", apply])?;
        succeeds(&output)?;
        serde_json::from_slice::<serde_json::Value>(&output.stdout)
            .map_err(|error| error.to_string())
    };
    let told = value(
        &format!(".#nixosConfigurations.{host}.config"),
        // What modules hand to homes holds other flakes, with all that they can do.
        "config: builtins.deepSeq (removeAttrs config [ \"home-manager\" ]) {
          name = config.networking.hostName;
          users = builtins.attrNames (config.home-manager.users or { });
          user = builtins.attrNames config.users.users;
          version = config.system ? stateVersion;
        }",
    )?;
    let homes: Vec<&str> = is_module.then_some(user).into_iter().collect();
    let expected = serde_json::json!(
        { "name": host, "users": homes, "user": [user], "version": true }
    );
    if told != expected {
        return Err(format!("the machine says {told}, expected {expected}"));
    }
    if *is_alone {
        let told = value(
            &format!(".#homeConfigurations.\"{user}@{host}\".config"),
            "config: builtins.deepSeq config config.home.homeDirectory",
        )?;
        if told != format!("/home/{user}") {
            return Err(format!("the home is at {told}"));
        }
    }
    Ok(())
}

/// What `nixos-generate-config --show-hardware-config` prints on a machine: no boot loader, in particular.
const HARDWARE: &str = "{ lib, modulesPath, ... }:
{
  imports = [ (modulesPath + \"/profiles/qemu-guest.nix\") ];
  boot.initrd.availableKernelModules = [ \"ahci\" ];
  fileSystems.\"/\" = {
    device = \"/dev/disk/by-uuid/1\";
    fsType = \"ext4\";
  };
  swapDevices = [ ];
  nixpkgs.hostPlatform = lib.mkDefault \"x86_64-linux\";
}
";

/// Does to every machine what its `hardware-configuration.nix` tells to; whether there is one.
fn overwrite_hardware(root: &Path) -> Result<bool, String> {
    let mut files = files(root)?;
    files.retain(|path, _| path.ends_with("hardware-configuration.nix"));
    for path in files.keys() {
        std::fs::write(root.join(path), HARDWARE).map_err(|error| error.to_string())?;
    }
    Ok(!files.is_empty())
}

fn run(sandbox: &Sandbox, program: &str, arguments: &[&str]) -> Result<Output, String> {
    let mut command = sandbox.command(programs::ours(program)?);
    let output = command.args(arguments).output().map_err(|error| error.to_string())?;
    succeeds(&output).map_err(|error| format!("{program} {arguments:?}: {error}"))?;
    Ok(output)
}

fn succeeds(output: &Output) -> Result<(), String> {
    if output.status.success() {
        return Ok(());
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Err(format!("{}\n{}\n{}", output.status, text(&output.stdout), text(&output.stderr)))
}

/// The files below a folder, with their bytes.
fn files(root: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, String> {
    let tree = tree::read(root).map_err(|error| error.to_string())?;
    let bytes = |(path, entry)| match entry {
        tree::Entry::File { bytes, .. } => Some((path, bytes)),
        _ => None,
    };
    Ok(tree.into_iter().filter_map(bytes).collect())
}
