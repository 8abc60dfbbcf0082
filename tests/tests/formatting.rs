//! What `imp-fmt` does where cases can't go: called by git, twice at once, killed, with a cache that somebody broke.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tests::programs;
use tests::sandbox::Sandbox;

const FILES: usize = 400;

/// A repository with `files`, all committed, whose `PATH` has our programs.
fn repository(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new().expect("a directory");
    git(&sandbox, &["init", "-q", "-b", "main"]);
    for (path, text) in files {
        write(&sandbox, path, text);
    }
    git(&sandbox, &["add", "-A"]);
    git(&sandbox, &["commit", "-q", "-m", "base", "--allow-empty"]);
    sandbox
}

fn program() -> PathBuf {
    programs::ours("imp-fmt").expect("it is built")
}

fn write(sandbox: &Sandbox, path: &str, text: &str) {
    fs::write(sandbox.root().join(path), text).expect("a file");
}

fn read(sandbox: &Sandbox, path: &str) -> String {
    fs::read_to_string(sandbox.root().join(path)).expect("it is there")
}

/// Runs git, which finds our programs, and gives what it wrote.
fn git(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let folder = program().parent().map(Path::to_path_buf).unwrap_or_default();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&path)));
    let mut command = sandbox.command("git");
    command.env("PATH", path.expect("a search path")).args(arguments);
    String::from_utf8_lossy(&command.assert().success().get_output().stdout).into_owned()
}

fn format(sandbox: &Sandbox, arguments: &[&str]) {
    sandbox.command(program()).args(arguments).assert().success();
}

/// A run that goes on beside the test.
fn spawn(sandbox: &Sandbox) -> Child {
    let mut command = sandbox.unwatched(program());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
}

fn unformatted(number: usize) -> String {
    format!("{{a={number};\n b=[ 1 2 ];}}\n")
}

fn formatted(number: usize) -> String {
    format!("{{\n  a = {number};\n  b = [\n    1\n    2\n  ];\n}}\n")
}

/// A repository with many files that are not formatted.
fn many() -> Sandbox {
    let sandbox = repository(&[]);
    for number in 0..FILES {
        write(&sandbox, &format!("{number}.nix"), &unformatted(number));
    }
    git(&sandbox, &["add", "-A"]);
    sandbox
}

/// Each file at the root that is not git's, with its text.
fn files(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let entries = fs::read_dir(sandbox.root()).expect("a directory").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name != ".git").map(|name| (name.clone(), read(sandbox, &name))).collect()
}

fn all_formatted() -> BTreeMap<String, String> {
    (0..FILES).map(|number| (format!("{number}.nix"), formatted(number))).collect()
}

fn cache(sandbox: &Sandbox) -> Vec<PathBuf> {
    let folder = sandbox.root().with_file_name("home").join(".cache/imp/imp-fmt");
    fs::read_dir(folder).expect("a cache").flatten().map(|entry| entry.path()).collect()
}

#[test]
fn git_merges_what_one_side_formatted() {
    let base = "{a=1;b=2;\nc=3;}\n";
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let sandbox = repository(&[
        (".gitattributes", "*.nix merge=imp-fmt\n"),
        ("a.nix", base),
        ("crlf.nix", &crlf(base)),
    ]);
    let driver = "imp-fmt merge-driver --marker-size %L %O %A %B %P";
    git(&sandbox, &["config", "merge.imp-fmt.driver", driver]);
    git(&sandbox, &["checkout", "-q", "-b", "theirs"]);
    write(&sandbox, "a.nix", &base.replace("b=2", "b=20"));
    write(&sandbox, "crlf.nix", &crlf(&base.replace("b=2", "b=20")));
    git(&sandbox, &["commit", "-q", "-a", "-m", "theirs"]);
    git(&sandbox, &["checkout", "-q", "main"]);
    format(&sandbox, &[]);
    git(&sandbox, &["commit", "-q", "-a", "-m", "format"]);
    git(&sandbox, &["merge", "-q", "theirs"]);
    let merged = "{\n  a = 1;\n  b = 20;\n  c = 3;\n}\n";
    assert_eq!(read(&sandbox, "a.nix"), merged);
    assert_eq!(read(&sandbox, "crlf.nix"), crlf(merged));
    assert_eq!(git(&sandbox, &["status", "--short"]), "");
}

#[cfg(unix)]
#[test]
fn the_hook_formats_what_is_committed() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = repository(&[("a.nix", "{a=1;}\n"), ("b.nix", "{b=1;}\n")]);
    let hook = sandbox.command(program()).arg("hook").output().expect("it runs").stdout;
    let file = sandbox.root().join(".git/hooks/pre-commit");
    fs::create_dir_all(file.with_file_name("")).expect("a directory");
    fs::write(&file, hook).expect("a hook");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("its mode");

    // `git commit FILE` leaves what else is staged for later, and so does the hook.
    write(&sandbox, "a.nix", "{a=2;}\n");
    write(&sandbox, "b.nix", "{b=2;}\n");
    git(&sandbox, &["add", "b.nix"]);
    git(&sandbox, &["commit", "-q", "-m", "one file", "a.nix"]);
    assert_eq!(git(&sandbox, &["show", "HEAD:a.nix"]), "{ a = 2; }\n");
    assert_eq!(git(&sandbox, &["show", "HEAD:b.nix"]), "{b=1;}\n");
    assert_eq!(git(&sandbox, &["show", ":b.nix"]), "{b=2;}\n");
    assert_eq!(git(&sandbox, &["status", "--short"]), "M  b.nix\n");

    // A commit that nobody could format is not made.
    write(&sandbox, "a.nix", "{a=3;}\n");
    let mut command = sandbox.command("git");
    let refused = command.args(["commit", "-q", "-a", "-m", "all"]).assert().code(1);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("imp-fmt is not on PATH") && said.contains("--no-verify"), "{said}");

    git(&sandbox, &["commit", "-q", "-a", "-m", "all"]);
    assert_eq!(git(&sandbox, &["show", "HEAD:a.nix", "HEAD:b.nix"]), "{ a = 3; }\n{ b = 2; }\n");
    assert_eq!(git(&sandbox, &["status", "--short"]), "");
}

#[test]
fn two_runs_at_once_do_it_once() {
    let sandbox = many();
    let mut other = spawn(&sandbox);
    format(&sandbox, &[]);
    assert!(other.wait().expect("it ends").success());
    assert_eq!(files(&sandbox), all_formatted());
}

#[test]
fn a_killed_run_leaves_whole_files() {
    let sandbox = many();
    let mut child = spawn(&sandbox);
    let is_begun = || files(&sandbox).values().any(|text| text.contains("a = "));
    while !is_begun() && child.try_wait().expect("a state").is_none() {}
    child.kill().expect("it is ours");
    child.wait().expect("it ends");
    let expected = all_formatted();
    for (name, text) in files(&sandbox) {
        if let Some(formatted) = expected.get(&name) {
            let number = name.trim_end_matches(".nix").parse().expect("a number");
            assert!(text == *formatted || text == unformatted(number), "{name}: {text}");
        }
    }
    format(&sandbox, &[]);
    format(&sandbox, &["--check"]);
    assert_eq!(files(&sandbox), expected);
}

#[cfg(unix)]
#[test]
fn the_copy_of_an_interrupted_run_is_removed_by_the_next() {
    use std::os::unix::fs::PermissionsExt;
    let slow = "[formatter.slow]\ncommand = './slow'\nincludes = ['*.txt']\n";
    let sandbox = repository(&[("treefmt.toml", slow), ("a.txt", "a\n")]);
    let script = sandbox.root().join("slow");
    fs::write(&script, "#!/bin/sh\n[ -e fast ] || sleep 30\n").expect("a program");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("its mode");
    let temporary = sandbox.root().with_file_name("temporary");
    fs::create_dir(&temporary).expect("a directory");
    let left = || fs::read_dir(&temporary).expect("a directory").count();

    let mut command = Command::new(program());
    command.current_dir(sandbox.root()).env("TMPDIR", &temporary).arg("--no-cache");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    while left() == 0 && child.try_wait().expect("a state").is_none() {}
    let process = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &process]).status().expect("it runs").success());
    assert!(!child.wait().expect("it ends").success());
    assert_eq!(left(), 1);

    write(&sandbox, "fast", "");
    sandbox.command(program()).env("TMPDIR", &temporary).arg("--no-cache").assert().success();
    assert_eq!(left(), 0);
    assert_eq!(read(&sandbox, "a.txt"), "a\n");
}

#[test]
fn a_broken_cache_is_made_anew() {
    let sandbox = repository(&[("a.nix", "{ a = 1; }\n"), ("b.nix", "{ b = 1; }\n")]);
    let breakages: [fn(&Path); 4] = [
        |file| fs::write(file, [0xA5; 5000]).expect("noise"),
        |file| fs::write(file, "").expect("nothing"),
        |file| {
            let whole = fs::read(file).expect("a file");
            fs::write(file, &whole[..whole.len().saturating_sub(3)]).expect("a part");
        },
        |file| {
            fs::remove_file(file).expect("a file");
            fs::create_dir(file).expect("a directory");
        },
    ];
    for breakage in breakages {
        format(&sandbox, &[]);
        let broken = cache(&sandbox);
        assert!(!broken.is_empty());
        broken.iter().filter(|file| file.is_file()).for_each(|file| breakage(file));
        // It says nothing of it, passes what is formatted, and does not pass what is not.
        sandbox.command(program()).arg("--check").assert().success().stdout("").stderr("");
        write(&sandbox, "a.nix", "{a=1;}\n");
        sandbox.command(program()).arg("--check").assert().code(1);
        format(&sandbox, &[]);
        assert_eq!(read(&sandbox, "a.nix"), "{ a = 1; }\n");
        assert!(cache(&sandbox).iter().all(|file| file.is_file()));
    }
}

#[test]
fn without_a_place_for_a_cache_files_are_formatted_all_the_same() {
    let sandbox = repository(&[]);
    for (name, value) in
        [("HOME", ""), ("HOME", "/dev/null"), ("XDG_CACHE_HOME", "/dev/null"), ("X", "")]
    {
        write(&sandbox, "a.nix", "{a=1;}\n");
        let mut command = sandbox.command(program());
        command.env_remove("HOME").env_remove("XDG_CACHE_HOME").env(name, value);
        command.assert().success().stdout("formatted a.nix\n").stderr("");
    }
}

/// Nix gives a check a copy of the tree without git, with submodules where they are asked for.
#[test]
fn submodules_are_passed_over_with_git_and_in_a_copy_without() {
    let module = repository(&[("m.nix", "{m=1;}\n")]);
    let sandbox = repository(&[("a.nix", "{a=1;}\n")]);
    fs::create_dir(sandbox.root().join("flake")).expect("a directory");
    write(&sandbox, "flake/b.nix", "{b=1;}\n");
    for place in ["sub", "flake/with space"] {
        let from = module.root().display().to_string();
        git(
            &sandbox,
            &["-c", "protocol.file.allow=always", "submodule", "add", "-q", &from, place],
        );
    }
    git(&sandbox, &["add", "-A"]);
    let listed = |root: &Path| {
        let mut command = sandbox.command(program());
        let said = command.arg("--check").arg("--root").arg(root).assert().code(1);
        String::from_utf8_lossy(&said.get_output().stdout).into_owned()
    };
    let copy = sandbox.root().with_file_name("copy");
    let words = [sandbox.root().as_os_str(), copy.as_os_str()];
    sandbox.command("cp").arg("-r").args(words).assert().success();
    fs::remove_dir_all(copy.join(".git")).expect("git's directory");
    for place in ["sub", "flake/with space"] {
        fs::remove_file(copy.join(place).join(".git")).expect("git's file");
    }
    for root in [sandbox.root(), &copy] {
        assert_eq!(listed(root), "a.nix\nflake/b.nix\n");
        assert_eq!(listed(&root.join("flake")), "b.nix\n");
    }
}

#[test]
fn the_tree_is_not_copied_for_every_staged_file() {
    const FILES: usize = 12;
    let settings = "[fmt.formatters.place]\ncommand = \"./place\"\nincludes = [\"*.txt\"]\n";
    let sandbox = repository(&[("imp.toml", settings)]);
    let log = sandbox.root().with_file_name("log");
    let text = format!("#!/bin/sh\npwd >> '{}'\nsed -i 's/  */ /g' \"$@\"\n", log.display());
    script(&sandbox, "place", &text);
    let name = |number: usize| format!("{number}.txt");
    for number in 0..FILES {
        write(&sandbox, &name(number), "a  b\nc\nd\n");
    }
    git(&sandbox, &["add", "-A"]);
    for number in 0..FILES {
        write(&sandbox, &name(number), "a  b\nc\nd\ne  f\n");
    }
    format(&sandbox, &["--staged"]);
    for number in 0..FILES {
        assert_eq!(git(&sandbox, &["show", &format!(":{}", name(number))]), "a b\nc\nd\n");
        assert_eq!(read(&sandbox, &name(number)), "a b\nc\nd\ne  f\n");
    }
    let log = fs::read_to_string(log).expect("what the program wrote");
    let copies: BTreeSet<&str> = log.lines().collect();
    assert!(!copies.is_empty() && copies.len() < FILES / 2, "{copies:?}");
}

/// A program at the root of a tree, for `imp.fmt.formatters`.
fn script(sandbox: &Sandbox, name: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    write(sandbox, name, text);
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(sandbox.root().join(name), mode).expect("its mode");
}

#[test]
fn what_is_staged_meanwhile_stays() {
    let settings = "[fmt.formatters.slow]\ncommand = \"./slow\"\nincludes = [\"*.txt\"]\n";
    let file = "a \"b\".txt";
    // What somebody else does while the formatter is at work, what the index has then, and how the run ends.
    for (meanwhile, staged, exit) in [
        (format!("echo two > '{file}'; git add ."), "two\n", 2),
        (format!("git rm -q -f '{file}'"), "", 2),
        ("git update-index --chmod=+x other.txt".to_owned(), "ONE\n", 0),
    ] {
        let sandbox = repository(&[("imp.toml", settings), ("other.txt", "OTHER\n")]);
        let root = sandbox.root().display();
        let slow = format!("#!/bin/sh\nsed -i s/one/ONE/ \"$@\"\ncd '{root}'\n{meanwhile}\n");
        script(&sandbox, "slow", &slow);
        write(&sandbox, file, "one\n");
        git(&sandbox, &["add", "-A"]);
        let ended = sandbox.command(program()).arg("--staged").assert().code(exit);
        let said = String::from_utf8_lossy(&ended.get_output().stderr).into_owned();
        assert_eq!(
            said.contains("was changed in the index since it was read"),
            exit == 2,
            "{said}"
        );
        let is_there = !git(&sandbox, &["ls-files", "--", file]).is_empty();
        let text =
            if is_there { git(&sandbox, &["show", &format!(":{file}")]) } else { String::new() };
        assert_eq!(text, staged);
    }
}

#[test]
fn a_staged_file_whose_name_is_not_utf8_is_a_finding() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = repository(&[]);
    for name in [&b"b\xff.nix"[..], b"b\xff.txt"] {
        fs::write(sandbox.root().join(std::ffi::OsStr::from_bytes(name)), "{b=1;}\n")
            .expect("a file");
    }
    git(&sandbox, &["add", "-A"]);
    let ended = sandbox.command(program()).arg("--staged").assert().code(1);
    let said = String::from_utf8_lossy(&ended.get_output().stdout).into_owned();
    assert!(said.contains("its name is not UTF-8") && !said.contains(".txt"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_system_without_threads_is_no_bug_of_ours() {
    let sandbox = repository(&[("a.nix", "{ a = 1; }\n")]);
    // Looking for the way to a bug takes memory; a run that is stopped has another status.
    for (memory, backtrace) in [(100_000, "0"), (100_000, "1"), (130_000, "1"), (150_000, "1")] {
        let program = program();
        let start = format!("ulimit -v {memory}; exec timeout 50 '{}' --check", program.display());
        let mut command = sandbox.command("sh");
        command.env("RUST_BACKTRACE", backtrace).args(["-c", &start]);
        let ended = command.assert().code(2);
        let said = String::from_utf8_lossy(&ended.get_output().stderr).into_owned();
        assert!(said.contains("starts no more threads") && !said.contains("bug"), "{said}");
    }
}

#[test]
fn an_untracked_directory_whose_name_is_not_utf8_is_a_finding() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = repository(&[]);
    let bad = std::ffi::OsStr::from_bytes(b"d\xff");
    for above in ["", "n"] {
        let directory = sandbox.root().join(above).join(bad);
        fs::create_dir_all(&directory).expect("a directory");
        fs::write(directory.join("x.nix"), "{a=1;}\n").expect("a file");
    }
    let check = |code: i32| {
        let ended = sandbox.command(program()).arg("--check").assert().code(code);
        String::from_utf8_lossy(&ended.get_output().stdout).into_owned()
    };
    let said = check(1);
    assert_eq!(said.matches("its name is not UTF-8").count(), 2, "{said}");
    write(&sandbox, "imp.toml", "[fmt]\nexcludes = [\"**/d*/\"]\n");
    assert_eq!(check(0), "");
    write(&sandbox, "imp.toml", "");
    write(&sandbox, ".gitignore", "d*\n");
    assert_eq!(check(0), "");
}

#[test]
fn a_program_that_takes_no_file_is_not_started_for_each() {
    const FILES: usize = 300;
    let settings = "[fmt.formatters.lost]\ncommand = \"./lost\"\nincludes = [\"*.txt\"]\n";
    let sandbox = repository(&[("imp.toml", settings)]);
    let log = sandbox.root().with_file_name("starts");
    let is_bad = "case $(cat \"$file\") in bad*) echo \"$file: no language\"; exit 3 ;; esac";
    let text = format!(
        "#!/bin/sh\necho >> '{}'\nfor file; do {is_bad}; echo new > \"$file\"; done\n",
        log.display()
    );
    script(&sandbox, "lost", &text);
    let name = |number: usize| format!("{number:03}.txt");
    for number in 0..FILES {
        write(&sandbox, &name(number), "bad\n");
    }
    let run = || {
        fs::remove_file(&log).unwrap_or_default();
        let ended = sandbox.command(program()).assert().code(1);
        let said = String::from_utf8_lossy(&ended.get_output().stdout).into_owned();
        let starts = fs::read_to_string(&log).expect("it ran").len();
        (said, starts)
    };
    let (said, starts) = run();
    assert!(starts < 50, "{starts}");
    assert_eq!(said.matches("error[formatter-failed]").count(), FILES, "{said}");
    assert!(said.contains("`lost` exited with status 3 on `000.txt`"), "{said}");
    assert!(said.contains("`lost` was not run on `298.txt`: it exited with status 3"), "{said}");
    // One of those that are tried, the last among them, shows that it is about the files.
    write(&sandbox, &name(7), "good\n");
    write(&sandbox, &name(299), "good\n");
    let (said, _) = run();
    assert_eq!(said.matches("exited with status 3 on `").count(), FILES - 2, "{said}");
    assert!(said.contains("formatted 007.txt\nformatted 299.txt\n"), "{said}");
}

#[test]
fn a_file_of_git_that_blocks_is_not_waited_for() {
    let sandbox = repository(&[("a.nix", "{ }\n")]);
    let fifo = sandbox.root().join(".git/blocks");
    Command::new("mkfifo").arg(&fifo).status().expect("a FIFO");
    write(&sandbox, ".git/more", "[include]\n\tpath = blocks\n");
    let config = read(&sandbox, ".git/config") + "[include]\n\tpath = more\n";
    write(&sandbox, ".git/config", &config);
    write(&sandbox, "b.nix", "{a=1;}\n");
    let mut command = sandbox.command("timeout");
    command.arg("50").arg(program()).arg("--check").assert().code(1);
}

#[test]
fn a_file_of_many_megabytes_is_formatted() {
    let sandbox = repository(&[]);
    let line = |number: usize| format!("  a{number} = [ {number} ];\n");
    let body: String = (0..40_000).map(line).collect();
    let text = format!("{{\n{body}}}\n");
    write(&sandbox, "big.nix", &text.replace(" = ", "="));
    format(&sandbox, &["big.nix"]);
    assert!(read(&sandbox, "big.nix") == text);
}
