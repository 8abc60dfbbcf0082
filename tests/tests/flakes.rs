//! Flakes under the real Nix and the real flake-parts: the templates as their users have them, and our own.
//!
//! They need `IMP_FLAKE_PARTS` and `IMP_NIXPKGS_LIB`, and are skipped without them. Everything is offline;
//! what stands for the inputs is in [`tests::world`].

use std::fs;
use std::path::Path;
use std::process::{ExitCode, Output};
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use serde_json::Value;
use tempfile::TempDir;
use tests::sandbox::Sandbox;
use tests::world::{PROGRAMS, World};
use tests::{Done, lacking, nix, programs, tree, trial};

/// A test on a checkout of a template.
type OnCheckout = fn(&World, &Checkout) -> Result<(), String>;

/// Each runs on the template `full`, in a directory and in a git repository.
const ON_FULL: &[(&str, OnCheckout)] = &[
    ("show", show),
    ("check", check),
    ("fmt", own_formatter),
    ("apps", apps),
    ("stale", stale),
    ("broken-reference", broken_reference),
    ("broken-host", broken_host),
];

/// The same for the template `minimal`, which has no formatter of its own.
const ON_MINIMAL: &[(&str, OnCheckout)] =
    &[("check", check), ("imp-fmt", imp_fmt), ("new-formatter", new_formatter)];

/// A test on our own flake, which is an input of others.
type OnOwn = fn(&World) -> Result<(), String>;

const ON_OWN: &[(&str, OnOwn)] = &[
    ("check", own_check),
    ("outputs", own_outputs),
    ("callable", callable),
    ("elsewhere", elsewhere),
    ("flake-in-flake", flake_in_flake),
    ("source", own_source),
    ("no-formatter", no_formatter),
    ("by-hand", by_hand),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    // Whoever has a Nix may lack these two; whoever lacks Nix in CI has made a mistake.
    let lacks = nix::Nix::find().err().map(|message| lacking(&message));
    let lacks = lacks.or_else(|| {
        let missing = nix::flake_parts().and(nix::nixpkgs_lib()).err();
        missing.map(|message| Ok(Done::Skipped(message)))
    });
    let world = match lacks {
        Some(outcome) => Err(outcome),
        None => World::new().and_then(Prepared::new).map(Arc::new).map_err(Err),
    };
    let mut trials = Vec::new();
    for (name, run) in ON_OWN {
        trials.push(one(format!("own/{name}"), &world, |prepared| run(&prepared.world)));
    }
    for place in [Place::Directory, Place::Git] {
        for (template, tests) in [(Template::Full, ON_FULL), (Template::Minimal, ON_MINIMAL)] {
            for (name, run) in tests {
                let lacks = *name == "imp-fmt" && !PROGRAMS.contains(name);
                let name = format!("{}/{}/{name}", template.name(), place.name());
                if lacks {
                    let why = "there is no such program yet".to_owned();
                    trials.push(trial(name, move || Ok(Done::Skipped(why))));
                    continue;
                }
                trials.push(one(name, &world, move |prepared| {
                    run(&prepared.world, &prepared.checkout(template, place)?)
                }));
            }
        }
    }
    trials
}

fn one(
    name: String,
    world: &Result<Arc<Prepared>, Result<Done, String>>,
    run: impl Fn(&Prepared) -> Result<(), String> + Send + 'static,
) -> Trial {
    let world = world.clone();
    trial(name, move || match world {
        Ok(prepared) => run(&prepared).map(|()| Done::Passed),
        Err(outcome) => outcome,
    })
}

/// A template of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Template {
    Full,
    Minimal,
}

impl Template {
    fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Minimal => "minimal",
        }
    }
}

/// Where a flake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Directory,
    Git,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Git => "git",
        }
    }
}

/// The templates with the inputs of this machine, locked, ready to be copied.
struct Prepared {
    world: World,
    full: TempDir,
    minimal: TempDir,
}

/// A copy of a template.
struct Checkout {
    sandbox: Sandbox,
    place: Place,
}

impl Prepared {
    fn new(world: World) -> Result<Self, String> {
        let make = |template: Template| -> Result<TempDir, String> {
            let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
            init(&world, folder.path(), template)?;
            ready(&world, folder.path())?;
            Ok(folder)
        };
        Ok(Self { full: make(Template::Full)?, minimal: make(Template::Minimal)?, world })
    }

    fn checkout(&self, template: Template, place: Place) -> Result<Checkout, String> {
        let sandbox = Sandbox::new()?;
        let folder = match template {
            Template::Full => &self.full,
            Template::Minimal => &self.minimal,
        };
        tree::copy(folder.path(), sandbox.root()).map_err(|error| error.to_string())?;
        if place == Place::Git {
            sandbox.git(&["init", "--quiet"])?;
            sandbox.git(&["add", "--all"])?;
            sandbox.git(&["commit", "--quiet", "--message", "example"])?;
        }
        Ok(Checkout { sandbox, place })
    }
}

/// `nix flake init` with a template of ours.
fn init(world: &World, root: &Path, template: Template) -> Result<(), String> {
    let url = format!("path:{}#{}", world.input("imp").display(), template.name());
    expect(0, &world.nix(root, &["flake", "init", "--template", &url])?)
}

/// Gives a new flake the inputs of this machine, and a lock.
fn ready(world: &World, root: &Path) -> Result<(), String> {
    world.localize(root).map_err(|error| error.to_string())?;
    expect(0, &world.nix(root, &["flake", "lock"])?)
}

impl Checkout {
    fn root(&self) -> &Path {
        self.sandbox.root()
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        fs::write(self.root().join(path), text).map_err(|error| error.to_string())?;
        // Nix sees only what git knows.
        if self.place == Place::Git { self.sandbox.git(&["add", path]) } else { Ok(()) }
    }

    fn read(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.root().join(path)).map_err(|error| format!("{path}: {error}"))
    }

    fn replace(&self, path: &str, from: &str, to: &str) -> Result<(), String> {
        let text = self.read(path)?;
        if !text.contains(from) {
            return Err(format!("{path} does not have {from}"));
        }
        self.write(path, &text.replacen(from, to, 1))
    }

    /// What our program does here without Nix.
    fn plainly(&self, program: &str, arguments: &[&str]) -> Result<Output, String> {
        let mut command = self.sandbox.command(programs::ours(program)?);
        command.args(arguments).output().map_err(|error| error.to_string())
    }
}

fn show(world: &World, example: &Checkout) -> Result<(), String> {
    let output = world.nix(example.root(), &["flake", "show", "--json"])?;
    expect(0, &output)?;
    let shown: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let apps = &shown["apps"][system().as_str()];
    for program in ["imp-flake", "imp-fmt", "imp-registry", "imp-vis"] {
        if apps[program]["type"] != "app" || apps[program]["description"] == "" {
            return Err(format!("`{program}` is no described app: {apps}"));
        }
    }
    for (path, kind) in [
        ("/nixosConfigurations/workstation", "nixos-configuration"),
        ("/nixosConfigurations/server", "nixos-configuration"),
        ("/overlays/default", "nixpkgs-overlay"),
        (&format!("/packages/{}/deploy", system()), "derivation"),
        (&format!("/formatter/{}", system()), "derivation"),
    ] {
        match shown.pointer(path) {
            Some(output) if output["type"] == kind => {}
            other => return Err(format!("`{path}` is {other:?}, expected `{kind}`")),
        }
    }
    Ok(())
}

fn check(world: &World, example: &Checkout) -> Result<(), String> {
    expect(0, &world.nix(example.root(), &["flake", "check"])?)
}

/// The example has treefmt-nix as its formatter.
fn own_formatter(world: &World, example: &Checkout) -> Result<(), String> {
    let output = world.nix(example.root(), &["fmt"])?;
    expect(0, &output)?;
    same("nix fmt", "nixfmt\n", &stdout(&output))
}

/// An app is the program: same words, same exit status, in the working tree, from a subdirectory too.
fn apps(world: &World, example: &Checkout) -> Result<(), String> {
    for program in PROGRAMS {
        let plain = example.plainly(program, &["--version"])?;
        for folder in ["", "nix/outputs"] {
            let from = example.root().join(folder);
            let app = app(world, &from, program, &["--version"])?;
            same(program, &stdout(&plain), &stdout(&app))?;
        }
    }
    for folder in ["", "nix/registry/users"] {
        let from = example.root().join(folder);
        let arguments = ["why", "nixpkgs"];
        let plain = example.plainly("imp-flake", &arguments)?;
        same(folder, &stdout(&plain), &stdout(&app(world, &from, "imp-flake", &arguments)?))?;
        let arguments = ["refs", "modules.nixos.base"];
        let plain = example.plainly("imp-registry", &arguments)?;
        same(folder, &stdout(&plain), &stdout(&app(world, &from, "imp-registry", &arguments)?))?;
    }
    // The status of the program is that of the app.
    let wrong = world.nix(example.root(), &["run", ".#imp-flake", "--", "why", "no-such-input"])?;
    expect(2, &wrong)
}

fn app(world: &World, from: &Path, program: &str, arguments: &[&str]) -> Result<Output, String> {
    let installable = format!(".#{program}");
    let mut all = vec!["run", &installable, "--"];
    all.extend(arguments);
    let output = world.nix(from, &all)?;
    expect(0, &output)?;
    Ok(output)
}

/// A new declaration makes `flake.nix` stale: the check says so as the program does, and the app mends it.
fn stale(world: &World, example: &Checkout) -> Result<(), String> {
    let hooks =
        format!("__inputs.git-hooks.url = \"path:{}\";", world.input("git-hooks").display());
    let file = "nix/outputs/perSystem/formatter.nix";
    example.replace(file, "  __inputs.", &format!("  {hooks}\n  __inputs."))?;
    fails_like(world, example, "imp-flake", &["imp-flake", "check"], &["git-hooks", "flake.nix"])?;

    let output = world.nix(&example.root().join("nix/outputs"), &["run", ".#imp-flake"])?;
    expect(0, &output)?;
    if !example.read("flake.nix")?.contains("git-hooks.url") {
        return Err("`nix run .#imp-flake` did not write flake.nix".to_owned());
    }
    check(world, example)
}

/// A formatter that needs the input that it declares does not keep imp-flake from writing it, nor any other
/// program or check from running before.
fn new_formatter(world: &World, flake: &Checkout) -> Result<(), String> {
    let declares =
        format!("__inputs.treefmt-nix.url = \"path:{}\";", world.input("treefmt-nix").display());
    let module = "inputs.treefmt-nix.lib.evalModule pkgs { programs.nixfmt.enable = true; }";
    let text =
        format!("{{\n  {declares}\n  __functor = _: {{ pkgs, inputs, ... }}: {module};\n}}\n");
    flake.write("nix/outputs/perSystem/formatter.nix", &text)?;
    for program in PROGRAMS {
        app(world, flake.root(), program, &["--help"])?;
    }
    let expected = ["treefmt-nix", "flake.nix"];
    fails_like(world, flake, "imp-flake", &["imp-flake", "check"], &expected)?;
    expect(0, &world.nix(flake.root(), &["run", ".#imp-flake"])?)?;
    check(world, flake)?;
    let output = world.nix(flake.root(), &["fmt"])?;
    same("nix fmt", "nixfmt\n", &stdout(&output))
}

fn broken_reference(world: &World, example: &Checkout) -> Result<(), String> {
    let draft = "{ registry, ... }: { imports = [ registry.modules.nixos.bas ]; }\n";
    example.write("nix/registry/modules/nixos/draft.nix", draft)?;
    let expected = ["modules.nixos.bas", "draft.nix", "modules.nixos.base"];
    fails_like(world, example, "imp-registry", &["imp-registry", "check"], &expected)
}

/// A host that asks for a name that is not there stops Nix itself, with the closest names; the check alone
/// still tells all.
fn broken_host(world: &World, example: &Checkout) -> Result<(), String> {
    let file = "nix/registry/hosts/workstation/default.nix";
    example.replace(file, "\"modules.nixos.base\"", "\"modules.nixos.bas\"")?;
    let output = world.nix(example.root(), &["flake", "check"])?;
    let said = stderr(&output);
    if output.status.success() || !said.contains("modules.nixos.bas") {
        return Err(format!("the host is not refused:\n{said}"));
    }
    let check = format!(".#checks.{}.imp-registry", system());
    let arguments = ["build", "--no-link", "--print-build-logs", &check];
    let output = world.nix(example.root(), &arguments)?;
    let said = stderr(&output);
    if output.status.success() || !said.contains("error[broken-reference]") {
        return Err(format!("the check does not fail for the reference:\n{said}"));
    }
    Ok(())
}

/// `nix fmt` is imp-fmt where the tree has no formatter, and the check finds what it would change.
fn imp_fmt(world: &World, flake: &Checkout) -> Result<(), String> {
    let (file, text) = ("nix/outputs/perSystem/legacyPackages.nix", "{pkgs,...}:\n{a=1;}\n");
    flake.write(file, text)?;
    fails_like(world, flake, "imp-fmt", &["imp-fmt", "--check"], &[file])?;
    expect(0, &world.nix(&flake.root().join("nix"), &["fmt"])?)?;
    same(file, "{ pkgs, ... }:\n{\n  a = 1;\n}\n", &flake.read(file)?)?;
    check(world, flake)
}

/// `nix flake check` fails in this check, and its log is what the program says in the working tree.
fn fails_like(
    world: &World,
    example: &Checkout,
    check: &str,
    program: &[&str],
    mentioned: &[&str],
) -> Result<(), String> {
    let plain = example.plainly(program[0], &program[1..])?;
    expect(1, &plain)?;
    let said = format!("{}{}", stdout(&plain), stderr(&plain));
    if let Some(missing) = mentioned.iter().find(|text| !said.contains(**text)) {
        return Err(format!("the program does not mention `{missing}`:\n{said}"));
    }
    // Another check may find the same, and Nix stops at the first that fails.
    let arguments = ["flake", "check", "--keep-going", "--print-build-logs"];
    let output = world.nix(example.root(), &arguments)?;
    // Nix has several for a build that fails.
    if output.status.success() {
        return Err(format!("`nix flake check` passes\n{}", stderr(&output)));
    }
    let prefix = format!("{check}-check> ");
    let log = stderr(&output);
    let log: Vec<&str> = log.lines().filter_map(|line| line.strip_prefix(&prefix)).collect();
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
        lines.retain(|line| !line.is_empty());
        lines.sort();
        lines.join("\n")
    };
    // Two streams become one log, of which Nix shows no blank lines: only order and blanks may differ.
    same("the log of the check", &sorted(&said), &sorted(&log.join("\n")))
}

fn own_check(world: &World) -> Result<(), String> {
    expect(0, &world.nix(&world.input("imp"), &["flake", "check", "--no-write-lock-file"])?)
}

/// The packages are built from the workspace and from nothing else.
fn own_source(world: &World) -> Result<(), String> {
    let repository = tests::folder().join("..");
    let expression = format!(
        "let
          lib = import {}/lib;
          pkgs = (import {} {{ inherit lib; }}).legacyPackages.{};
        in
        builtins.attrNames (builtins.readDir (import {} {{ inherit pkgs; }}).default.src)",
        nix::quoted(&world.input("nixpkgs")).trim_matches('"'),
        repository.join("nix/tests/standin.nix").display(),
        system(),
        repository.join("nix/packages.nix").display(),
    );
    let expected = ["Cargo.lock", "Cargo.toml", "crates", "nix", "tests", "xtask"];
    evaluates(world, &["--impure", "--expr", &expression], &serde_json::json!(expected))
}

/// What the flake offers to others.
fn own_outputs(world: &World) -> Result<(), String> {
    let expression = format!(
        "let
          flake = builtins.getFlake \"path:{imp}\";
          packages = flake.packages.{system};
          names = builtins.attrNames packages;
        in
        {{
          inherit names;
          programs = map (name: packages.${{name}}.meta.mainProgram) names;
          inherit (packages.default) version;
          overlay = builtins.isFunction flake.overlays.default;
          shell = flake.devShells.{system} ? default;
          templates = builtins.attrNames flake.templates;
          module = flake.flakeModules ? default;
          apps = builtins.attrNames flake.apps.{system};
          checks = builtins.attrNames flake.checks.{system};
        }}",
        imp = world.input("imp").display(),
        system = system(),
    );
    let own_checks = ["imp-flake", "imp-fmt", "imp-lint", "lib"];
    let expected = serde_json::json!({
        "names": ["default", "imp-flake", "imp-fmt", "imp-registry", "imp-vis"],
        "programs": ["imp-flake", "imp-flake", "imp-fmt", "imp-registry", "imp-vis"],
        "version": env!("CARGO_PKG_VERSION"),
        "overlay": true,
        "shell": true,
        "templates": [
            "default", "dev", "flake-parts", "full", "hosts-and-modules", "minimal", "single-host",
        ],
        "module": true,
        "apps": ["imp-flake", "imp-fmt", "imp-registry", "imp-vis"],
        "checks": own_checks,
    });
    evaluates(world, &["--impure", "--expr", &expression], &expected)
}

const CALLER: &str = "{
  inputs.imp.url = \"path:IMP\";
  outputs =
    { imp, ... }:
    let
      inherit (imp.inputs.nixpkgs) lib;
    in
    {
      module = (lib.evalModules { modules = [ (imp ./modules) ]; }).config.value;
      tree = (imp.withLib lib).tree ./values;
      files = map baseNameOf (imp.leafs ./values);
    };
}
";

/// `inputs.imp` is the library, as well as a flake.
fn callable(world: &World) -> Result<(), String> {
    let sandbox = Sandbox::new()?;
    let root = sandbox.root();
    let imp = world.input("imp").display().to_string();
    for (path, text) in [
        ("flake.nix", CALLER.replace("IMP", &imp).as_str()),
        ("modules/a.nix", "{ lib, ... }: { options.value = lib.mkOption { }; }"),
        ("modules/b.nix", "{ value = 1; }"),
        ("values/one/two.nix", "3"),
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(root)).map_err(|error| error.to_string())?;
        fs::write(path, text).map_err(|error| error.to_string())?;
    }
    // The library needs no flake-parts.
    for (from, to) in [
        ("", ""),
        (
            "inputs.imp.url",
            "inputs.imp.inputs.flake-parts.follows = \"imp/nixpkgs\"; inputs.imp.url",
        ),
    ] {
        let flake = root.join("flake.nix");
        let text = CALLER.replace("IMP", &imp).replacen(from, to, 1);
        fs::write(flake, text).map_err(|error| error.to_string())?;
        for (attribute, expected) in [
            ("module", serde_json::json!(1)),
            ("tree", serde_json::json!({ "one": { "two": 3 } })),
            ("files", serde_json::json!(["two.nix"])),
        ] {
            let installable = format!("path:{}#{attribute}", root.display());
            evaluates(world, &["--no-write-lock-file", &installable], &expected)?;
        }
    }
    Ok(())
}

fn evaluates(world: &World, arguments: &[&str], expected: &Value) -> Result<(), String> {
    let all: Vec<&str> = ["eval", "--json"].iter().chain(arguments).copied().collect();
    let output = world.nix(&world.input("imp"), &all)?;
    expect(0, &output)?;
    let actual: Value =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    if &actual == expected {
        return Ok(());
    }
    Err(format!("expected {expected:#}, got {actual:#}"))
}

/// A flake without any formatter is one that Nix accepts.
fn no_formatter(world: &World) -> Result<(), String> {
    let sandbox = Sandbox::new()?;
    let root = sandbox.root();
    init(world, root, Template::Minimal)?;
    ready(world, root)?;
    let path = root.join("nix/flake/default.nix");
    let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let text =
        text.replace("fmt.enable = false;", "").replace("imp = {", "imp = { fmt.enable = false;");
    fs::write(&path, text).map_err(|error| error.to_string())?;
    let output = world.nix(root, &["flake", "show", "--json"])?;
    expect(0, &output)?;
    if stdout(&output).contains("formatter") {
        return Err("there is a formatter".to_owned());
    }
    expect(0, &world.nix(root, &["flake", "check"])?)
}

/// Our own apps have nothing of our own configuration: others run them on their flakes.
fn elsewhere(world: &World) -> Result<(), String> {
    let sandbox = Sandbox::new()?;
    let from = tests::folder().join("fixtures/docs/htpc");
    tree::copy(&from, sandbox.root()).map_err(|error| error.to_string())?;
    let plain = sandbox.command(programs::ours("imp-flake")?).arg("show").output();
    let app = format!("path:{}#imp-flake", world.input("imp").display());
    let arguments = ["run", "--no-write-lock-file", &app, "--", "show"];
    let output = world.nix(sandbox.root(), &arguments)?;
    expect(0, &output)?;
    same("show", &stdout(&plain.map_err(|error| error.to_string())?), &stdout(&output))
}

/// The app of a flake in another one that is like it, started in that one, writes to neither; nor does the other's.
fn flake_in_flake(world: &World) -> Result<(), String> {
    for place in [Place::Directory, Place::Git] {
        let sandbox = Sandbox::new()?;
        let (above, below) = (sandbox.root().to_path_buf(), sandbox.root().join("sub"));
        let declares = "{ __inputs.git-hooks.url = \"URL\"; __functor = _: _: { }; }\n";
        let declares =
            declares.replace("URL", &format!("path:{}", world.input("git-hooks").display()));
        for root in [&above, &below] {
            fs::create_dir_all(root).map_err(|error| error.to_string())?;
            init(world, root, Template::Minimal)?;
        }
        // What is above is locked last: it holds the other.
        for root in [&below, &above] {
            ready(world, root)?;
            let file = root.join("nix/outputs/perSystem/legacyPackages.nix");
            fs::write(file, &declares).map_err(|error| error.to_string())?;
        }
        let says = match place {
            Place::Directory => ["other directories", "other directories"],
            Place::Git => ["the flake in `sub`", "the flake at the top"],
        };
        if place == Place::Git {
            sandbox.git(&["init", "--quiet"])?;
            sandbox.git(&["add", "--all"])?;
            sandbox.git(&["commit", "--quiet", "--message", "two flakes"])?;
        }
        for (at, flake, says) in [(&above, "./sub", says[0]), (&below, "..", says[1])] {
            let before = fs::read_to_string(at.join("flake.nix"));
            let output = world.nix(at, &["run", &format!("{flake}#imp-flake"), "--", "write"])?;
            expect(2, &output)?;
            if !stderr(&output).contains(says) {
                return Err(format!("it does not say `{says}`:\n{}", stderr(&output)));
            }
            let after = fs::read_to_string(at.join("flake.nix"));
            same("flake.nix", &before.unwrap_or_default(), &after.unwrap_or_default())?;
        }
        for at in [&below, &above] {
            expect(0, &world.nix(&at.join("nix"), &["run", ".#imp-flake"])?)?;
        }
    }
    Ok(())
}

/// A flake that somebody wrote by hand, and that sets next to nothing.
const BY_HAND: &str = "{
  inputs.flake-parts.url = \"FLAKE-PARTS\";
  inputs.flake-parts.inputs.nixpkgs-lib.follows = \"nixpkgs\";
  inputs.nixpkgs.url = \"NIXPKGS\";
  inputs.imp.url = \"IMP\";
  inputs.imp.inputs.nixpkgs.follows = \"nixpkgs\";
  inputs.imp.inputs.flake-parts.follows = \"flake-parts\";
  outputs = inputs: import ./outputs.nix inputs;
}
";

const BY_HAND_OUTPUTS: &str = "inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [
    inputs.imp.flakeModules.default
    { imports = [ inputs.imp.flakeModules.default ]; }
  ];
  systems = [ \"SYSTEM\" ];
  imp.src = ./outputs;
SETTINGS}
";

/// The module as it is given to others: it may be imported twice, writes no `flake.nix` unasked, leaves the
/// programs what nobody sets, and takes them from where the flake says.
fn by_hand(world: &World) -> Result<(), String> {
    let sandbox = Sandbox::new()?;
    let root = sandbox.root();
    let url = |name: &str| format!("path:{}", world.input(name).display());
    let flake = BY_HAND
        .replace("FLAKE-PARTS", &url("flake-parts"))
        .replace("NIXPKGS", &url("nixpkgs"))
        .replace("IMP", &url("imp"));
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(root)).map_err(|error| error.to_string())?;
        fs::write(path, text).map_err(|error| error.to_string())
    };
    let set = |settings: &str| {
        let text = BY_HAND_OUTPUTS.replace("SYSTEM", &system());
        write("outputs.nix", &text.replace("SETTINGS", settings))
    };
    write("flake.nix", &flake)?;
    write("outputs/numbers.nix", "{ ... }:\n{\n  one = 1;\n}\n")?;
    write("vendor/ugly.nix", "{a=1;}")?;
    write("imp.toml", "[fmt]\nexcludes = [\"vendor/**\"]\n")?;
    set("")?;
    expect(0, &world.nix(root, &["flake", "check"])?)?;

    // Names that only the configuration has are known to the apps.
    write("registry/a.nix", "{ }\n")?;
    write("outputs/module.nix", "{ registry, ... }:\n{\n  it = registry.nixos.disko;\n}\n")?;
    let modules =
        "imp.registry = { src = ./registry; modules.\"nixos.disko\" = { lib, ... }: { }; };";
    set(modules)?;
    let check = ["run", ".#imp-registry", "--", "check"];
    expect(0, &world.nix(root, &check)?)?;
    set(&modules.replace("nixos.disko", "nixos.other"))?;
    expect(1, &world.nix(root, &check)?)?;
    fs::remove_file(root.join("outputs/module.nix")).map_err(|error| error.to_string())?;

    set("imp.package = pkgs: pkgs.writeShellScriptBin \"imp-flake\" \"echo MINE\";")?;
    let output = world.nix(root, &["run", ".#imp-flake"])?;
    expect(0, &output)?;
    same("imp.package", "MINE\n", &stdout(&output))
}

fn expect(status: i32, output: &Output) -> Result<(), String> {
    if output.status.code() == Some(status) {
        return Ok(());
    }
    Err(format!("{}, expected {status}\n{}\n{}", output.status, stdout(output), stderr(output)))
}

fn same(what: &str, expected: &str, actual: &str) -> Result<(), String> {
    if expected == actual {
        return Ok(());
    }
    let difference = similar::TextDiff::from_lines(expected, actual);
    Err(format!("{what}:\n{}", difference.unified_diff().header("expected", "actual")))
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn system() -> String {
    format!("{}-linux", std::env::consts::ARCH)
}
