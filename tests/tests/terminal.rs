//! What the programs do where a person sees standard output directly, or can be asked: in a pseudo-terminal.

use std::fs::File;
use std::io::{Read, Write};
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

/// Runs `imp-flake` where its questions are answered with these lines; gives its status and what the terminal shows.
fn answering(sandbox: &Sandbox, arguments: &[&str], answers: &str) -> (Option<i32>, String) {
    let pty = openpty(None, None).expect("a terminal");
    let mut command = Command::new(programs::ours("imp-flake").expect("it is built"));
    command.args(arguments).current_dir(sandbox.root()).stdout(Stdio::piped());
    command.stdin(pty.slave.try_clone().expect("a second end")).stderr(pty.slave);
    let mut master = File::from(pty.master);
    master.write_all(answers.as_bytes()).expect("a terminal takes lines before they are asked for");
    let output = command.spawn().and_then(std::process::Child::wait_with_output);
    let output = output.expect("it runs");
    drop(command);
    let mut shown = Vec::new();
    drop(master.read_to_end(&mut shown));
    (output.status.code(), String::from_utf8_lossy(&shown).into_owned())
}

#[test]
fn what_to_make_is_asked() {
    let sandbox = Sandbox::new().expect("a directory");
    let answers = "7\n2\nA B\nweb\n\nstandalone\n3\nperhaps\nn\n";
    let (status, shown) = answering(&sandbox, &["init", "--ci", "none"], answers);
    assert_eq!(status, Some(0), "{shown}");
    for expected in
        ["What shall it be?", "there is no `7`", "`A B` is no name", "[alice]", "answer `y` or `n`"]
    {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    // The flag said it.
    assert!(!shown.contains("What checks every change?"), "{shown}");
    let is_there = |path: &str| sandbox.root().join(path).exists();
    assert!(is_there("nix/outputs/homeConfigurations/alice@web.nix"), "{shown}");
    for gone in ["nix/modules/home-manager.nix", "nix/modules/secrets.nix", ".github", ".envrc"] {
        assert!(!is_there(gone), "{gone}: {shown}");
    }
}

#[test]
fn a_machine_that_is_there_is_asked_for_again() {
    let sandbox = Sandbox::new().expect("a directory");
    let answers = "hosts-and-modules\nserver\nweb\n\n\n\n\n\n";
    let (status, shown) = answering(&sandbox, &["init"], answers);
    assert_eq!(status, Some(0), "{shown}");
    assert!(shown.contains("nixosConfigurations/server.nix` already"), "{shown}");
    assert!(sandbox.root().join("nix/registry/hosts/web").is_dir(), "{shown}");
}

#[test]
fn nothing_is_made_when_the_answers_end() {
    let sandbox = Sandbox::new().expect("a directory");
    // Ctrl-D
    let (status, shown) = answering(&sandbox, &["init"], "minimal\n\u{4}");
    assert_eq!(status, Some(2), "{shown}");
    assert!(shown.contains("the question was not answered"), "{shown}");
    assert_eq!(std::fs::read_dir(sandbox.root()).expect("a directory").count(), 0);
}

#[test]
fn an_adoption_is_shown_and_then_asked_for() {
    let by_hand = "{ outputs = _: { }; }";
    for (answer, is_written) in [("\n", false), ("n\n", false), ("y\n", true)] {
        let sandbox = Sandbox::new().expect("a directory");
        let flake = sandbox.root().join("flake.nix");
        std::fs::write(&flake, by_hand).expect("a file");
        let (status, shown) = answering(&sandbox, &["write", "--adopt"], answer);
        assert_eq!(status, Some(0), "{shown}");
        let (difference, question) = (shown.find("+++ b/nix/flake/"), shown.find("[y/N]"));
        assert!(difference.is_some() && difference < question, "{shown}");
        let text = std::fs::read_to_string(&flake).expect("a file");
        assert_eq!(text != by_hand, is_written, "{shown}");
    }
}
