//! What the programs do where a person sees standard output directly: in a pseudo-terminal.

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};

use nix::pty::openpty;
use tests::programs;
use tests::sandbox::Sandbox;

/// Runs `imp-vis` in a flake on a terminal; gives its status, what the terminal shows, and standard error.
fn on_terminal(arguments: &[&str]) -> (Option<i32>, String, String) {
    let sandbox = Sandbox::new().expect("a directory");
    let flake = sandbox.root().join("flake.nix");
    std::fs::write(flake, "{ outputs = _: import ./x.nix; }").expect("a file");
    let pty = openpty(None, None).expect("a terminal");
    let mut command = Command::new(programs::ours("imp-vis").expect("it is built"));
    command.args(arguments).current_dir(sandbox.root());
    command.stdin(Stdio::null()).stdout(pty.slave).stderr(Stdio::piped());
    let output = command.spawn().and_then(std::process::Child::wait_with_output);
    let output = output.expect("it runs");
    // The command holds the other end of the terminal, which has no end while anyone does.
    drop(command);
    let mut shown = Vec::new();
    // Linux says EIO at the end, after all that was shown.
    drop(File::from(pty.master).read_to_end(&mut shown));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&shown), text(&output.stderr))
}

#[test]
fn a_page_is_refused_with_the_command_to_use() {
    let (status, shown, said) = on_terminal(&["files"]);
    assert_eq!((status, shown.as_str()), (Some(2), ""), "{said}");
    assert!(said.contains("imp-vis --open") && said.contains("imp-vis -o"), "{said}");
}

#[test]
fn text_is_shown() {
    let (status, shown, said) = on_terminal(&["files", "--format", "text"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(shown.contains("x.nix (broken)"), "{shown}");
}
