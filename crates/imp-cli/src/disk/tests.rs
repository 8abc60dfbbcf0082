//! The working tree against a real git: each test says what is in a repository and what is seen of it.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use imp_model::source::EntryKind::{self, *};

use super::*;
use crate::git::test_support::git;

/// What is seen of a directory: names, `*` for links, `?` for untracked, and the kind unless a file.
fn seen(disk: &Disk, directory: &str) -> Vec<String> {
    let entries = disk.list(&TreePath::new(directory).unwrap()).unwrap();
    let show = |entry: &DirEntry| {
        let link = if entry.is_link { "*" } else { "" };
        let untracked = if entry.is_untracked { "?" } else { "" };
        match entry.kind {
            File => format!("{}{link}{untracked}", entry.name),
            Directory => format!("{}/{link}{untracked}", entry.name),
            kind => format!("{}{link}{untracked} {kind:?}", entry.name),
        }
    };
    entries.iter().map(show).collect()
}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn repository() -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().canonicalize().unwrap();
    git(&root, &["init", "-q"]);
    (temp, root)
}

#[test]
fn what_is_read_early_counts_only_when_git_tracks_it() {
    let (_temp, root) = repository();
    let files = [("a/x.nix", "1"), ("a/new.nix", "2"), (".gitignore", "old.nix"), ("old.nix", "3")];
    write(&root, &files);
    symlink("a", root.join("link")).unwrap();
    git(&root, &["add", "a/x.nix", "link"]);
    let read = |path: &str| {
        let path = TreePath::new(path).unwrap();
        let work = |files: &dyn Files| (files.kind(&path), files.read(&path));
        let (disk, early) = Disk::open_while(&root, work).unwrap();
        // What counts is what is read later, too.
        early.inspect(|early| assert_eq!(*early, work(&disk))).is_some()
    };
    assert!(read("a/x.nix"));
    for path in ["a/new.nix", "old.nix", "link/x.nix", "link", "gone.nix", "a"] {
        assert!(!read(path), "{path}");
    }
    let lists = Disk::open_while(&root, |files| files.list(&TreePath::root())).unwrap();
    assert!(lists.1.is_none());
}

#[test]
fn a_directory_that_takes_more_than_one_listing_is_listed_to_its_end() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().canonicalize().unwrap();
    // About 72 of these fill one.
    for count in (66..80).chain([150, 500]) {
        let names: Vec<String> =
            (0..count).map(|at| format!("{count}/{at:03}{}", "x".repeat(197))).collect();
        write(&root, &names.iter().map(|name| (name.as_str(), "")).collect::<Vec<_>>());
        let disk = Disk::open(&root).unwrap();
        assert_eq!(seen(&disk, &count.to_string()).len(), count);
    }
}

#[test]
fn a_directory_whose_files_are_all_gone_is_not_there() {
    let (_temp, root) = repository();
    write(
        &root,
        &[("gone/a.nix", "1"), ("gone/deep/b.nix", "1"), ("left/a.nix", "1"), ("left/b.nix", "1")],
    );
    git(&root, &["add", "-A"]);
    for path in ["gone/a.nix", "gone/deep/b.nix", "left/a.nix"] {
        fs::remove_file(root.join(path)).unwrap();
    }
    let disk = Disk::open(&root).unwrap();
    assert_eq!(seen(&disk, ""), ["left/"]);
    // What comes back is untracked as long as git does not know it.
    write(&root, &[("gone/c.nix", "1")]);
    assert_eq!(seen(&Disk::open(&root).unwrap(), ""), ["gone/?", "left/"]);
    assert_eq!(seen(&Disk::open(&root).unwrap(), "gone"), ["c.nix?"]);
}

#[test]
fn tracked_untracked_and_ignored() {
    let (_temp, root) = repository();
    write(
        &root,
        &[
            (".gitignore", "*.log.nix\nbuild/\n"),
            ("a/tracked.nix", "1"),
            ("a/kept.log.nix", "1"),
            ("build/kept.nix", "1"),
            ("added.nix", "1"),
        ],
    );
    git(&root, &["add", "-f", ".gitignore", "a", "build"]);
    git(&root, &["add", "-N", "added.nix"]);
    write(
        &root,
        &[
            ("a/new.nix", "1"),
            ("a/new.log.nix", "1"),
            ("build/new.nix", "1"),
            ("only-ignored/x.log.nix", "1"),
            ("fresh/deep/x.nix", "1"),
            ("nested/x.nix", "1"),
            (".jj/x.nix", "1"),
        ],
    );
    git(&root.join("nested"), &["init", "-q"]);
    fs::create_dir(root.join("empty")).unwrap();
    let disk = Disk::open(&root).unwrap();
    assert_eq!(seen(&disk, "."), [".gitignore", "a/", "added.nix", "build/", "fresh/?"]);
    assert_eq!(seen(&disk, "a"), ["kept.log.nix", "new.nix?", "tracked.nix"]);
    assert_eq!(seen(&disk, "build"), ["kept.nix"]);
    assert_eq!(seen(&disk, "fresh/deep"), ["x.nix?"]);
    let read = |path: &str| disk.read(&TreePath::new(path).unwrap());
    assert_eq!(&*read("a/new.nix").unwrap(), "1");
    assert_eq!(read("a/new.log.nix"), Err(ReadError::NotFound));
    assert_eq!(read("nested/x.nix"), Err(ReadError::NotFound));
    assert_eq!(read(".git/HEAD"), Err(ReadError::NotFound));
    assert_eq!(read("a"), Err(ReadError::IsDirectory));
    assert_eq!(read("a/tracked.nix/x"), Err(ReadError::NotDirectory));
    assert_eq!(disk.kind(&TreePath::new("a").unwrap()), Ok(Directory));
    assert_eq!(disk.kind(&TreePath::new("only-ignored").unwrap()), Err(ReadError::NotFound));
}

#[test]
fn a_repository_with_sha256_and_its_own_list_of_ignored_files() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().canonicalize().unwrap();
    git(&root, &["init", "-q", "--object-format=sha256"]);
    write(&root, &[("a.nix", "1"), ("d/b.nix", "2"), ("my list", "*.log\n")]);
    git(&root, &["add", "."]);
    git(&root, &["config", "core.excludesFile", "my list"]);
    write(&root, &[("c.nix", "3"), ("x.log", "")]);
    assert_eq!(seen(&Disk::open(&root).unwrap(), "."), ["a.nix", "c.nix?", "d/", "my list"]);
}

#[test]
fn without_an_index_all_is_untracked_and_without_git_all_is_there() {
    let (_temp, root) = repository();
    write(&root, &[("a.nix", "1"), (".gitignore", "b.nix\n"), ("b.nix", "1")]);
    assert_eq!(seen(&Disk::open(&root).unwrap(), "."), [".gitignore?", "a.nix?"]);
    fs::remove_dir_all(root.join(".git")).unwrap();
    assert_eq!(seen(&Disk::open(&root).unwrap(), "."), [".gitignore", "a.nix", "b.nix"]);
}

#[test]
fn a_flake_in_a_subdirectory_and_a_linked_working_tree() {
    let (_temp, root) = repository();
    write(
        &root,
        &[("sub/flake/a.nix", "1"), ("sub/flake/d/b.nix", "1"), ("sub/flakes/x.nix", "1")],
    );
    write(&root, &[(".gitignore", "/sub/flake/ignored.nix\n")]);
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "x"]);
    write(&root, &[("sub/flake/ignored.nix", "1"), ("sub/flake/new.nix", "1")]);
    let disk = Disk::open(&root.join("sub/flake")).unwrap();
    assert_eq!(seen(&disk, "."), ["a.nix", "d/", "new.nix?"]);
    git(&root, &["worktree", "add", "-q", "../side"]);
    let side = root.join("../side").canonicalize().unwrap();
    write(&side, &[("sub/flake/ignored.nix", "1"), ("sub/flake/new.nix", "1")]);
    let disk = Disk::open(&side.join("sub/flake")).unwrap();
    assert_eq!(seen(&disk, "."), ["a.nix", "d/", "new.nix?"]);
    git(&root, &["worktree", "remove", "--force", "../side"]);
    // A working tree inside of the repository is no part of it.
    git(&root, &["worktree", "add", "-q", "inside"]);
    assert_eq!(seen(&Disk::open(&root).unwrap(), "."), [".gitignore", "sub/"]);
}

#[test]
fn submodules_and_sparse_checkouts() {
    let (_temp, root) = repository();
    let (_other_temp, other) = repository();
    write(&other, &[("m.nix", "1"), ("d/n.nix", "1")]);
    git(&other, &["add", "."]);
    git(&other, &["commit", "-qm", "x"]);
    let url = other.to_str().unwrap();
    git(
        &root,
        &["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "vendor/sub"],
    );
    write(&root, &[("in/a.nix", "1"), ("out/b.nix", "1"), ("out/deep/c.nix", "1")]);
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "x"]);
    let disk = Disk::open(&root).unwrap();
    assert_eq!(seen(&disk, "vendor"), ["sub/"]);
    assert_eq!(seen(&disk, "vendor/sub"), ["d/", "m.nix"]);
    // As its own flake, by its own index.
    assert_eq!(seen(&Disk::open(&root.join("vendor/sub")).unwrap(), "."), ["d/", "m.nix"]);

    git(&root, &["submodule", "--quiet", "deinit", "-f", "vendor/sub"]);
    assert_eq!(seen(&Disk::open(&root).unwrap(), "vendor"), ["sub MissingSubmodule"]);

    git(&root, &["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    let path = |path: &str| TreePath::new(path).unwrap();
    let not_checked_out = ReadError::Unreadable(EntryKind::NotCheckedOut);
    let disk = Disk::open(&root).unwrap();
    assert_eq!(
        seen(&disk, "."),
        [".gitmodules", "in/", "out NotCheckedOut", "vendor NotCheckedOut"]
    );
    for gone in ["out/b.nix", "out/deep/c.nix", "out/deep"] {
        assert_eq!(disk.read(&path(gone)), Err(not_checked_out.clone()), "{gone}");
    }
    assert_eq!(disk.read(&path("in/b.nix")), Err(ReadError::NotFound));
    // The index does not say what else is beside a file that came back.
    write(&root, &[("out/deep/c.nix", "1")]);
    let disk = Disk::open(&root).unwrap();
    assert_eq!(seen(&disk, "."), [".gitmodules", "in/", "out/", "vendor NotCheckedOut"]);
    assert_eq!(disk.list(&path("out/deep")), Err(not_checked_out.clone()));
    assert_eq!(disk.read(&path("out/deep/c.nix")).as_deref(), Ok("1"));
    assert_eq!(disk.read(&path("out/b.nix")), Err(not_checked_out));
    // A root that is itself outside of the sparse checkout.
    assert_eq!(seen(&Disk::open(&root.join("out/deep")).unwrap(), "."), ["c.nix"]);
}

#[test]
fn single_files_outside_of_the_sparse_checkout_are_known_by_name() {
    let (_temp, root) = repository();
    write(&root, &[("d/a.nix", "1"), ("d/b.nix", "1"), ("d/e/c.nix", "1"), ("d-e/x.nix", "1")]);
    symlink("d/b.nix", root.join("link.nix")).unwrap();
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "x"]);
    let patterns = ["sparse-checkout", "set", "--no-cone", "/*", "!/d/b.nix", "!/d/e/"];
    git(&root, &patterns);
    let disk = Disk::open(&root).unwrap();
    assert_eq!(seen(&disk, "d"), ["a.nix", "b.nix NotCheckedOut", "e NotCheckedOut"]);
    assert_eq!(seen(&disk, "."), ["d/", "d-e/", "link.nix* NotCheckedOut"]);
    let path = |path: &str| TreePath::new(path).unwrap();
    let not_checked_out = ReadError::Unreadable(EntryKind::NotCheckedOut);
    assert_eq!(disk.read(&path("d/e/c.nix")), Err(not_checked_out.clone()));
    assert_eq!(disk.list(&path("d/e")), Err(not_checked_out));
    assert_eq!(disk.read(&path("d/e/d.nix")), Err(ReadError::NotFound));
    assert_eq!(disk.read(&path("d/c.nix")), Err(ReadError::NotFound));
    // What is there all the same is read.
    write(&root, &[("d/b.nix", "1")]);
    assert_eq!(seen(&Disk::open(&root).unwrap(), "d"), ["a.nix", "b.nix", "e NotCheckedOut"]);
}

#[test]
fn a_submodule_has_an_index_and_ignores_of_its_own() {
    let (_other_temp, other) = repository();
    write(&other, &[("m.nix", "1"), ("d/n.nix", "1"), (".gitignore", "*.tmp.nix\n")]);
    git(&other, &["add", "."]);
    git(&other, &["commit", "-qm", "x"]);
    let (_temp, root) = repository();
    let url = other.to_str().unwrap();
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "v/sub"];
    git(&root, &add);
    symlink("v/sub/d/new.nix", root.join("link.nix")).unwrap();
    git(&root, &["add", "."]);
    let files = [("v/sub/new.nix", "1"), ("v/sub/d/new.nix", "1"), ("v/sub/e/x.nix", "1")];
    write(&root, &files);
    write(&root, &[("v/sub/a.tmp.nix", "1"), ("v/sub/d/a.tmp.nix", "1"), ("v/a.tmp.nix", "1")]);
    let disk = Disk::open(&root).unwrap();
    assert_eq!(seen(&disk, "v"), ["a.tmp.nix?", "sub/"]);
    assert_eq!(seen(&disk, "v/sub"), [".gitignore", "d/", "e/?", "m.nix", "new.nix?"]);
    assert_eq!(seen(&disk, "v/sub/d"), ["n.nix", "new.nix?"]);
    assert_eq!(seen(&disk, "v/sub/e"), ["x.nix?"]);
    let path = |path: &str| TreePath::new(path).unwrap();
    assert_eq!(disk.read(&path("v/sub/a.tmp.nix")), Err(ReadError::NotFound));
    assert_eq!(disk.to_track(&path("link.nix")), [path("v/sub/d/new.nix")]);
    assert_eq!(disk.submodules_of(&[path("v/sub/new.nix"), path("x.nix")]), [path("v/sub")]);
}

#[test]
fn a_submodule_of_a_submodule_is_found_where_git_made_a_directory_for_it() {
    let add = |root: &Path, other: &Path, path: &str| {
        let url = other.to_str().unwrap();
        let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, path];
        git(root, &add);
        git(root, &["commit", "-qm", "x"]);
    };
    let (_inner_temp, inner) = repository();
    write(&inner, &[("m.nix", "1")]);
    git(&inner, &["add", "."]);
    git(&inner, &["commit", "-qm", "x"]);
    let (_middle_temp, middle) = repository();
    add(&middle, &inner, "d/deep");
    let (_temp, root) = repository();
    add(&root, &middle, "sub");
    symlink("sub/d/deep/m.nix", root.join("link")).unwrap();
    symlink("sub/d/other/m.nix", root.join("nothing")).unwrap();
    git(&root, &["add", "."]);
    let path = |path: &str| TreePath::new(path).unwrap();

    let disk = Disk::open(&root).unwrap();
    assert_eq!(seen(&disk, "sub/d"), ["deep MissingSubmodule"]);
    assert_eq!(
        seen(&disk, ""),
        [".gitmodules", "link* MissingSubmodule", "nothing* DanglingLink", "sub/"]
    );
    for gone in ["link", "sub/d/deep/m.nix"] {
        let error = ReadError::MissingSubmodule(path("sub/d/deep"));
        assert_eq!(disk.read(&path(gone)), Err(error));
    }

    let update = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init"];
    git(&root, &[&update[..], &["--recursive"]].concat());
    let disk = Disk::open(&root).unwrap();
    assert_eq!(seen(&disk, "sub/d/deep"), ["m.nix"]);
    assert_eq!(&*disk.read(&path("link")).unwrap(), "1");
}

#[test]
fn what_is_in_a_submodule_that_is_not_checked_out_is_unknown() {
    let (_temp, root) = repository();
    let (_other_temp, other) = repository();
    write(&other, &[("m.nix", "1")]);
    git(&other, &["add", "."]);
    git(&other, &["commit", "-qm", "x"]);
    let url = other.to_str().unwrap();
    let add =
        ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "vendor/sub"];
    git(&root, &add);
    symlink("vendor/sub", root.join("link")).unwrap();
    git(&root, &["add", "."]);
    let path = |path: &str| TreePath::new(path).unwrap();
    let read = || Disk::open(&root).unwrap().read(&path("link/m.nix"));
    assert_eq!(&*read().unwrap(), "1");

    git(&root, &["submodule", "--quiet", "deinit", "-f", "vendor/sub"]);
    assert_eq!(
        seen(&Disk::open(&root).unwrap(), ""),
        [".gitmodules", "link* MissingSubmodule", "vendor/"]
    );
    assert_eq!(read(), Err(ReadError::MissingSubmodule(path("vendor/sub"))));
    for gone in [None, Some("vendor/sub"), Some("vendor")] {
        gone.inspect(|gone| fs::remove_dir(root.join(gone)).unwrap());
        let disk = Disk::open(&root).unwrap();
        let itself = ReadError::Unreadable(EntryKind::MissingSubmodule);
        assert_eq!(disk.list(&path("vendor/sub")), Err(itself.clone()));
        assert_eq!(disk.place(&path("vendor/sub")).unwrap_err(), itself);
        for below in ["vendor/sub/m.nix", "vendor/sub/d/n.nix"] {
            let error = ReadError::MissingSubmodule(path("vendor/sub"));
            assert_eq!(disk.kind(&path(below)), Err(error.clone()));
            assert_eq!(disk.read(&path(below)), Err(error));
        }
        // What is beside it is not in it.
        assert_eq!(disk.read(&path("vendor/other.nix")), Err(ReadError::NotFound));
    }
    assert_eq!(
        seen(&Disk::open(&root).unwrap(), ""),
        [".gitmodules", "link* MissingSubmodule", "vendor MissingSubmodule"]
    );
    // What git does not know any more is gone.
    git(&root, &["rm", "-q", "--cached", "vendor/sub"]);
    assert_eq!(
        Disk::open(&root).unwrap().kind(&path("vendor/sub/m.nix")),
        Err(ReadError::NotFound)
    );
}

#[test]
fn index_versions_split_index_and_conflicts() {
    let (_temp, root) = repository();
    write(&root, &[("dir/a.nix", "1"), ("dir/ab.nix", "1"), ("dir/b/c.nix", "1")]);
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "x"]);
    let expected = ["a.nix", "ab.nix", "b/"];
    for version in ["3", "4", "2"] {
        git(&root, &["update-index", "--index-version", version]);
        assert_eq!(seen(&Disk::open(&root).unwrap(), "dir"), expected, "version {version}");
    }
    git(&root, &["update-index", "--skip-worktree", "dir/ab.nix"]);
    assert_eq!(seen(&Disk::open(&root).unwrap(), "dir"), expected);
    git(&root, &["update-index", "--split-index"]);
    write(&root, &[("dir/z.nix", "1")]);
    git(&root, &["add", "dir/z.nix"]);
    assert_eq!(seen(&Disk::open(&root).unwrap(), "dir"), ["a.nix", "ab.nix", "b/", "z.nix"]);
    git(&root, &["update-index", "--no-split-index", "--no-skip-worktree", "dir/ab.nix"]);

    git(&root, &["commit", "-qam", "y"]);
    for (branch, text) in [("one", "2"), ("two", "3")] {
        git(&root, &["checkout", "-qb", branch, "HEAD"]);
        write(&root, &[("dir/a.nix", text)]);
        git(&root, &["commit", "-qam", branch]);
        git(&root, &["checkout", "-q", "-"]);
    }
    git(&root, &["checkout", "-q", "one"]);
    assert!(!crate::git::test_support::try_git(&root, &["merge", "-q", "two"]));
    assert_eq!(seen(&Disk::open(&root).unwrap(), "dir"), ["a.nix", "ab.nix", "b/", "z.nix"]);
}

#[test]
fn links_special_files_and_bad_names() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().canonicalize().unwrap();
    write(&root, &[("a/x.nix", "text"), ("b/y.nix", "1")]);
    symlink("x.nix", root.join("a/link.nix")).unwrap();
    symlink("gone", root.join("a/gone.nix")).unwrap();
    symlink("../../..", root.join("a/out")).unwrap();
    symlink(".", root.join("a/self")).unwrap();
    symlink("../b", root.join("a/to-b")).unwrap();
    symlink("../a", root.join("b/to-a")).unwrap();
    symlink("../../a/x.nix", root.join("b/out-and-in.nix")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        root.join("a/pipe.nix"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    fs::write(root.join(std::ffi::OsStr::from_bytes(b"a/bad\xff.nix")), "1").unwrap();
    let disk = Disk::open(&root).unwrap();
    assert_eq!(
        seen(&disk, "a"),
        [
            "bad\u{fffd}.nix BadName",
            "gone.nix* DanglingLink",
            "link.nix*",
            "out* Outside",
            "pipe.nix Special",
            "self* LinkCycle",
            "to-b/*",
            "x.nix",
        ]
    );
    // From `b` the way to `a` is open; on the way through `a` it is a cycle.
    assert_eq!(seen(&disk, "b"), ["out-and-in.nix* Outside", "to-a/*", "y.nix"]);
    assert_eq!(seen(&disk, "a/to-b"), ["out-and-in.nix* Outside", "to-a* LinkCycle", "y.nix"]);
    let read = |path: &str| disk.read(&TreePath::new(path).unwrap());
    assert_eq!(&*read("a/link.nix").unwrap(), "text");
    assert_eq!(&*read("b/to-a/link.nix").unwrap(), "text");
    assert_eq!(&*read("a/self/x.nix").unwrap(), "text");
    assert_eq!(read("a/pipe.nix"), Err(ReadError::Unreadable(EntryKind::Special)));
    assert_eq!(read("a/gone.nix"), Err(ReadError::Unreadable(DanglingLink)));
    assert_eq!(read("a/nothing.nix"), Err(ReadError::NotFound));
}

#[test]
fn a_link_to_what_nix_will_not_see_leads_nowhere() {
    let (_temp, root) = repository();
    write(&root, &[(".gitignore", "hidden*\n"), ("hidden.nix", "1"), ("hidden-dir/x.nix", "1")]);
    symlink("hidden.nix", root.join("a.nix")).unwrap();
    symlink("hidden-dir", root.join("b")).unwrap();
    symlink(".git", root.join("c")).unwrap();
    symlink("new.nix", root.join("d.nix")).unwrap();
    git(&root, &["add", "."]);
    write(&root, &[("new.nix", "1")]);
    let disk = Disk::open(&root).unwrap();
    assert_eq!(
        seen(&disk, "."),
        [
            ".gitignore",
            "a.nix* DanglingLink",
            "b* DanglingLink",
            "c* DanglingLink",
            "d.nix*?",
            "new.nix?"
        ]
    );
}

#[test]
fn a_damaged_index_never_panics() {
    let (_temp, root) = repository();
    write(&root, &[("dir/a.nix", "1"), ("dir/b/c.nix", "1"), ("e.nix", "1")]);
    git(&root, &["add", "."]);
    let path = root.join(".git/index");
    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        for change in [0x00, 0xff, good[at] ^ 1] {
            let mut bad = good.clone();
            bad[at] = change;
            fs::write(&path, &bad).unwrap();
            if let Ok(disk) = Disk::open(&root) {
                drop(disk.list(&TreePath::root()));
            }
        }
        fs::write(&path, &good[..at]).unwrap();
        assert!(Disk::open(&root).is_err(), "cut after {at} bytes");
    }
}
