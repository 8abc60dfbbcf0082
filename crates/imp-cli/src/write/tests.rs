//! Writing, on disk: what is kept, what is refused, and what is left after an error or a kill.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;
use crate::git::test_support::git;

struct Tree {
    _temp: tempfile::TempDir,
    root: PathBuf,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let tree = Self { root: temp.path().canonicalize().unwrap().join("root"), _temp: temp };
        fs::create_dir(&tree.root).unwrap();
        for (path, text) in files {
            let path = tree.root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        tree
    }

    fn writer(&self) -> Writer {
        Writer::new(&Disk::open(&self.root).unwrap())
    }

    fn apply(&self, changes: &[Change]) -> Result<Vec<String>, String> {
        let applied = self.writer().apply(changes).map_err(|failure| failure.to_string())?;
        Ok(applied.changed.iter().map(TreePath::to_string).collect())
    }

    /// All that is there: directories end with `/`, files with `=` and their text.
    fn content(&self) -> Vec<String> {
        fn add(root: &Path, directory: &Path, out: &mut Vec<String>) {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(root).unwrap().display().to_string();
                if path.symlink_metadata().unwrap().is_dir() {
                    if name != ".git" {
                        out.push(format!("{name}/"));
                        add(root, &path, out);
                    }
                } else {
                    out.push(format!("{name}={}", fs::read_to_string(&path).unwrap()));
                }
            }
        }
        let mut out = Vec::new();
        add(&self.root, &self.root, &mut out);
        out.sort();
        out
    }
}

fn path(text: &str) -> TreePath {
    TreePath::new(text).unwrap()
}

fn write(file: &str, old: Option<&str>, new: &str) -> Change {
    Change::Write { path: path(file), old: old.map(str::to_owned), new: new.into() }
}

fn remove(file: &str, old: &str) -> Change {
    Change::Remove { path: path(file), old: old.into() }
}

fn rename(from: &str, to: &str) -> Change {
    Change::Rename { from: path(from), to: path(to) }
}

#[test]
fn several_changes_with_new_directories() {
    let tree = Tree::new(&[("a", "1"), ("d/b", "2"), ("c", "3")]);
    let changed = tree.apply(&[
        write("e/f/new", None, "n"),
        write("moved/b", Some("2"), "2b"),
        remove("c", "3"),
        rename("d", "moved"),
        write("a", Some("1"), "1"),
    ]);
    assert_eq!(changed.unwrap(), ["moved", "e/f/new", "moved/b", "c"]);
    assert_eq!(tree.content(), ["a=1", "e/", "e/f/", "e/f/new=n", "moved/", "moved/b=2b"]);
}

#[test]
fn mode_links_and_time_stamps_stay() {
    let tree = Tree::new(&[("d/a", "1"), ("same", "s")]);
    fs::set_permissions(tree.root.join("d/a"), fs::Permissions::from_mode(0o750)).unwrap();
    symlink("d/a", tree.root.join("link")).unwrap();
    let before = fs::metadata(tree.root.join("same")).unwrap();
    tree.apply(&[write("link", Some("1"), "2"), write("same", Some("s"), "s")]).unwrap();
    assert_eq!(fs::read_link(tree.root.join("link")).unwrap(), Path::new("d/a"));
    assert_eq!(fs::read_to_string(tree.root.join("d/a")).unwrap(), "2");
    assert_eq!(fs::metadata(tree.root.join("d/a")).unwrap().permissions().mode() & 0o777, 0o750);
    let after = fs::metadata(tree.root.join("same")).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
}

#[test]
fn what_was_changed_meanwhile_is_refused_and_nothing_is_done() {
    let tree = Tree::new(&[("a", "1"), ("b", "2"), ("d/x", "3")]);
    symlink("../out", tree.root.join("out")).unwrap();
    symlink("/tmp", tree.root.join("abs")).unwrap();
    symlink("nowhere", tree.root.join("dangling")).unwrap();
    let before = [write("a", Some("1"), "new")];
    for (change, message) in [
        (write("b", Some("other"), "x"), "`b` was changed since it was read"),
        (write("b", None, "x"), "`b` is already there"),
        (write("gone", Some("1"), "x"), "`gone` was removed since it was read"),
        (write("a", Some("1"), "again"), "there are two changes of `a`"),
        (write("out", None, "x"), "can't write `out`: it is a link out of the flake"),
        (write("abs/x", None, "x"), "can't write `abs/x`: it is a link out of the flake"),
        (write("dangling", None, "x"), "can't write `dangling`: it is a link to nothing"),
        (write("b/c", None, "x"), "can't write `b/c`: it is not a directory"),
        (write("d", None, "x"), "can't write `d`: it is not a regular file"),
        (
            write(".git/config", None, "x"),
            "can't write `.git/config`: it belongs to version control",
        ),
        (remove("b", "other"), "`b` was changed since it was read"),
        (rename("d", "d/e"), "can't move `d` to `d/e`: it can't be moved into itself"),
        (rename("gone", "e"), "can't move `gone` to `e`: it is not there"),
        (rename("d", "b"), "can't move `d` to `b`: something is there already"),
    ] {
        let changes = [&before[..], &[change]].concat();
        assert_eq!(tree.apply(&changes).unwrap_err(), message);
        assert_eq!(fs::read_to_string(tree.root.join("a")).unwrap(), "1", "{message}");
    }
}

#[test]
fn renames_in_a_circle() {
    let tree = Tree::new(&[("a", "1"), ("b", "2")]);
    let changed = tree.apply(&[
        rename("a", "t"),
        rename("b", "a"),
        rename("t", "b"),
        write("b", Some("1"), "1b"),
    ]);
    assert_eq!(changed.unwrap().len(), 4);
    assert_eq!(tree.content(), ["a=2", "b=1b"]);
}

#[test]
fn an_error_half_way_is_undone() {
    let tree = Tree::new(&[("a", "1"), ("b", "2"), ("d/x", "3")]);
    let before = tree.content();
    let steps = [
        Step::Rename { from: "d".into(), to: "n/e".into() },
        Step::Write { path: "a".into(), old: Some("1".into()), new: "new".into() },
        Step::Write { path: "new/file".into(), old: None, new: "new".into() },
        Step::Remove { path: "b".into(), old: "2".into() },
        // A directory stands where the file should be.
        Step::Write { path: "n/e".into(), old: None, new: "x".into() },
    ];
    let failed = tree.writer().run(&steps, "0-0").err().unwrap();
    assert!(!failed.is_half_done);
    assert!(failed.failure.to_string().ends_with("it is not a regular file"), "{}", failed.failure);
    assert_eq!(tree.content(), before);
}

#[test]
fn a_killed_program_is_completed_wherever_it_was() {
    let steps = [
        Step::Rename { from: "d".into(), to: "n/e".into() },
        Step::Write { path: "a".into(), old: Some("1".into()), new: "new".into() },
        Step::Write { path: "n/e/x".into(), old: Some("3".into()), new: "x".into() },
        Step::Remove { path: "b".into(), old: "2".into() },
    ];
    for with_git in [false, true] {
        for done in 0..=steps.len() {
            let tree = Tree::new(&[("flake/a", "1"), ("flake/b", "2"), ("flake/d/x", "3")]);
            if with_git {
                git(&tree.root, &["init", "-q"]);
            }
            let root = tree.root.join("flake");
            let writer = Writer::new(&Disk::open(&root).unwrap());
            let directory = root.strip_prefix(&writer.owner).unwrap();
            let journal = Journal::create(&writer.journal, directory, &steps).unwrap();
            let numbered: Vec<(usize, &Step)> = steps.iter().enumerate().collect();
            let (before, after) = numbered.split_at(done);
            step::run(&root, before, journal.token(), &mut Vec::new()).unwrap();
            // What comes next is written beside its place, once the renames are done.
            for (number, step) in after.iter().filter(|_| done > 0) {
                step.stage(&root, &step::token_of(journal.token(), *number)).unwrap();
            }
            journal.keep();
            assert_eq!(writer.refuse_half_done().is_ok(), done == 0);
            let recovered = writer.recover().unwrap();
            if done == 0 {
                assert_eq!(recovered, Recovered::GivenUp);
                let untouched = ["flake/", "flake/a=1", "flake/b=2", "flake/d/", "flake/d/x=3"];
                assert_eq!(tree.content(), untouched);
            } else {
                let paths = ["a", "b", "n/e", "n/e/x"].map(|path| match with_git {
                    true => format!("flake/{path}"),
                    false => path.to_owned(),
                });
                assert_eq!(recovered, Recovered::Completed(paths.to_vec()));
                assert_eq!(
                    tree.content(),
                    ["flake/", "flake/a=new", "flake/n/", "flake/n/e/", "flake/n/e/x=x"]
                );
            }
            assert_eq!(writer.recover().unwrap(), Recovered::Nothing);
        }
    }
}

#[test]
fn what_was_put_back_after_a_kill_is_given_up_and_what_is_there_twice_is_refused() {
    let steps = [
        Step::Rename { from: "a".into(), to: "n/b".into() },
        Step::Rename { from: "c".into(), to: "a".into() },
        Step::Write { path: "n/b".into(), old: Some("1".into()), new: "x".into() },
        Step::Remove { path: "a".into(), old: "2".into() },
    ];
    let tree = Tree::new(&[("a", "1"), ("c", "2")]);
    let writer = tree.writer();
    Journal::create(&writer.journal, Path::new(""), &steps).unwrap().keep();
    assert_eq!(writer.recover().unwrap(), Recovered::GivenUp);
    assert_eq!(tree.content(), ["a=1", "c=2"]);

    let tree = Tree::new(&[("c", "2"), ("b", "2")]);
    let writer = tree.writer();
    let step = Step::Rename { from: "c".into(), to: "b".into() };
    Journal::create(&writer.journal, Path::new(""), &[step]).unwrap().keep();
    let error = writer.recover().unwrap_err().to_string();
    assert!(error.contains("is back after a run was interrupted"), "{error}");
    assert!(tree.content().ends_with(&["b=2".into(), "c=2".into()]));
}

#[test]
fn a_journal_that_is_cut_means_that_nothing_was_done() {
    let tree = Tree::new(&[("a", "1")]);
    let writer = tree.writer();
    fs::write(&writer.journal, "{\"schema\":\"imp.journal/1\",\"to").unwrap();
    tree.apply(&[write("a", Some("1"), "2"), write("b", None, "3")]).unwrap();
    assert_eq!(tree.content(), ["a=2", "b=3"]);
}

#[test]
fn a_journal_that_leads_elsewhere_is_refused() {
    let tree = Tree::new(&[("a", "1")]);
    let writer = tree.writer();
    let step = Step::Write { path: "../x".into(), old: None, new: "1".into() };
    Journal::create(&writer.journal, Path::new(""), &[step]).unwrap().keep();
    assert!(writer.recover().is_err());
    assert!(!tree.root.join("../x").exists());
}

#[test]
fn a_file_that_was_edited_after_the_kill_is_not_lost() {
    let tree = Tree::new(&[("a", "1"), ("b", "2")]);
    let writer = tree.writer();
    let steps = ["a", "b"].map(|path| Step::Write {
        path: path.into(),
        old: Some("9".into()),
        new: "8".into(),
    });
    Journal::create(&writer.journal, Path::new(""), &steps).unwrap().keep();
    let error = writer.recover().unwrap_err().to_string();
    assert!(error.ends_with("root/a` was changed after a run was interrupted"), "{error}");
    assert!(writer.journal.exists());
}

#[test]
fn who_only_reads_refuses_a_half_done_tree_and_changes_nothing() {
    let tree = Tree::new(&[("a", "1"), ("b", "2")]);
    let writer = tree.writer();
    assert!(writer.refuse_half_done().is_ok());
    fs::write(&writer.journal, "{\"schema\":\"imp.journal/1\",\"to").unwrap();
    assert!(writer.refuse_half_done().is_ok() && writer.journal.exists());
    fs::remove_file(&writer.journal).unwrap();
    let steps = ["a", "b"].map(|path| Step::Write {
        path: path.into(),
        old: Some("1".into()),
        new: "2".into(),
    });
    Journal::create(&writer.journal, Path::new(""), &steps).unwrap().keep();
    let failure = writer.refuse_half_done().unwrap_err().to_string();
    assert!(failure.starts_with("an earlier run was interrupted"), "{failure}");
    assert_eq!(fs::read_to_string(tree.root.join("a")).unwrap(), "1");
    writer.recover().unwrap();
    assert!(writer.refuse_half_done().is_ok());
    assert_eq!(fs::read_to_string(tree.root.join("a")).unwrap(), "2");
}

#[test]
fn a_pipe_is_written_to_and_never_read() {
    let temp = tempfile::tempdir().unwrap();
    let pipe = temp.path().join("pipe");
    let (kind, mode) =
        (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, kind, mode, 0).unwrap();
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    super::save(&pipe, "text").unwrap();
    assert_eq!(reader.join().unwrap(), "text");
}
