//! A tree that somebody made who means ill: names, links, sizes, and a repository that would like to run something.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::sandbox::Sandbox;

/// Names of modules. A line of output that begins with `FORGED` was forged by one of them.
pub const NAMES: [&str; 16] = [
    "line\nFORGED: error",
    "return\rFORGED",
    "quo\"te",
    "apo'strophe",
    "${builtins.abort \"FORGED\"}",
    "<script>alert(1)<",
    "]]><svg onload=alert(1)>",
    "--help",
    "a]-->b((c",
    "back\\slash",
    "%0AFORGED::error",
    "::error file=FORGED::x",
    "\u{202e}gnp",
    "\u{1b}[31mred",
    "; rm -rf *;",
    "tab\tand, comma:colon",
];

/// What the file that nobody may read says.
pub const SECRET: &str = "OUTSIDE-THE-ROOT";

/// The file that whatever a repository makes git run would write, above the root.
pub const RAN: &str = "ran";

const FLAKE: &str = "{
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
    imp = {
      src = ./out;
      registry.src = ./reg;
      flakeFile = { enable = true; coreInputs = { }; outputsFile = \"./nix\"; };
    };
  };
}
";

/// Makes the tree, with so many empty directories. Beside it is what may not be read.
///
/// # Errors
/// When it can't be made.
pub fn plant(sandbox: &Sandbox, directories: u64) -> io::Result<()> {
    let (root, outside) = (sandbox.root(), sandbox.root().with_file_name("outside"));
    fs::create_dir_all(&outside)?;
    fs::write(outside.join("secret.nix"), format!("{{ __inputs.x.url = \"{SECRET}\"; }}\n"))?;
    fs::create_dir_all(root.join("reg/dir"))?;
    fs::create_dir(root.join("out"))?;
    fs::write(root.join("flake.nix"), FLAKE)?;
    for (number, name) in NAMES.iter().enumerate() {
        let next = NAMES[(number + 1) % NAMES.len()];
        let quoted = crate::nix::quoted(Path::new(next));
        let text = format!(
            "{{ __inputs.{quoted}.url = {quoted}; __host = {{ modules = [ {quoted} ]; }}; \
             __functor = _: {{ registry, ... }}: [ registry.{quoted} registry.gone.{quoted} ]; }}\n"
        );
        fs::write(root.join(format!("reg/{name}.nix")), text)?;
    }
    links(root, &outside)?;
    special(&root.join("reg"))?;
    deep(&root.join("reg"))?;
    for number in 0..directories {
        let folder = root.join(format!("reg/empty/{}", number / 1000));
        if number % 1000 == 0 {
            fs::create_dir_all(&folder)?;
        }
        fs::create_dir(folder.join(number.to_string()))?;
    }
    Ok(())
}

/// Out of the root, in a cycle, and to nothing.
fn links(root: &Path, outside: &Path) -> io::Result<()> {
    for (name, target) in [
        ("absolute.nix", outside.join("secret.nix").as_path()),
        ("relative.nix", Path::new("../../outside/secret.nix")),
        ("directory", outside),
        ("system", Path::new("/etc")),
        ("zero.nix", Path::new("/dev/zero")),
        ("itself.nix", Path::new("itself.nix")),
        ("up", Path::new("..")),
        ("dir/cycle", Path::new("../dir")),
        ("nothing.nix", Path::new("nowhere")),
    ] {
        symlink(target, root.join("reg").join(name))?;
    }
    symlink("../../../outside/secret.nix", root.join("reg/dir/x.toml"))
}

/// A FIFO that blocks who reads it, a device where this may make one, and a gigabyte of nothing.
fn special(folder: &Path) -> io::Result<()> {
    Command::new("mkfifo").arg(folder.join("fifo.nix")).status()?;
    // Only root may; the link to `/dev/zero` is there for all.
    Command::new("mknod").arg(folder.join("device.nix")).args(["c", "1", "5"]).output()?;
    File::create(folder.join("big.nix"))?.set_len(1 << 30)?;
    File::create(folder.join("big.toml"))?.set_len(1 << 30)
}

/// A path of nearly the 4096 bytes that Linux allows.
fn deep(folder: &Path) -> io::Result<()> {
    let left = 4000 - folder.as_os_str().len();
    let path: String = vec!["d".repeat(199); left / 200].join("/");
    let mut folder = folder.to_path_buf();
    for part in path.split('/') {
        folder.push(part);
        fs::create_dir(&folder)?;
    }
    fs::write(folder.join("x.nix"), "{ __inputs.deep.url = \"a:b\"; }\n")
}

/// Makes a repository of the tree, with a configuration that would run a program wherever git lets it.
///
/// # Errors
/// When git does not do it.
pub fn repository(sandbox: &Sandbox) -> Result<(), String> {
    sandbox.git(&["init", "-q", "-b", "main"])?;
    sandbox.git(&["add", "flake.nix", "out", "reg/dir"])?;
    sandbox.git(&["--literal-pathspecs", "add", "reg/quo\"te.nix", "reg/apo'strophe.nix"])?;
    sandbox.git(&["commit", "-q", "-m", "base"])?;
    let plant = || -> io::Result<()> {
        let base = sandbox.root().parent().unwrap_or(sandbox.root());
        let evil = base.join("evil");
        fs::write(
            &evil,
            format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\nexit 1\n", base.join(RAN).display()),
        )?;
        fs::set_permissions(&evil, fs::Permissions::from_mode(0o755))?;
        let evil = evil.display();
        let git = sandbox.root().join(".git");
        fs::create_dir_all(git.join("hooks"))?;
        for hook in [
            "pre-commit",
            "post-index-change",
            "reference-transaction",
            "post-checkout",
            "fsmonitor-watchman",
        ] {
            fs::copy(base.join("evil"), git.join("hooks").join(hook))?;
        }
        let settings = format!(
            "[core]\n\tfsmonitor = {evil}\n\thooksPath = {hooks}\n\tpager = {evil}\n\teditor = {evil}\n\
             \tsshCommand = {evil}\n\taskPass = {evil}\n\tgitProxy = {evil}\n\talternateRefsCommand = {evil}\n\
             [diff]\n\texternal = {evil}\n[diff \"x\"]\n\ttextconv = {evil}\n\tcommand = {evil}\n\
             [filter \"x\"]\n\tclean = {evil}\n\tsmudge = {evil}\n\tprocess = {evil}\n\trequired = true\n\
             [merge \"x\"]\n\tdriver = {evil}\n[interactive]\n\tdiffFilter = {evil}\n[credential]\n\thelper = {evil}\n\
             [gpg]\n\tprogram = {evil}\n[remote \"origin\"]\n\turl = ext::{evil}\n\tpromisor = true\n\
             \tpartialclonefilter = blob:none\n[protocol]\n\tallow = always\n[include]\n\tpath = included\n",
            hooks = git.join("hooks").display(),
        );
        fs::write(
            git.join("included"),
            format!("[core]\n\tfsmonitor = {evil}\n[alias]\n\tls-files = !{evil}\n"),
        )?;
        let config = git.join("config");
        let own = fs::read_to_string(&config)?;
        fs::write(config, own + &settings)?;
        fs::write(sandbox.root().join(".gitattributes"), "* filter=x diff=x merge=x\n")
    };
    plant().map_err(|error| error.to_string())
}
