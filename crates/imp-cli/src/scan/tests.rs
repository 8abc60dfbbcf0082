//! What a scan visits, on trees in memory and on disk.

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicUsize, Ordering};

use imp_model::source::{EntryKind, MemoryFiles};

use super::*;

fn path(text: &str) -> TreePath {
    TreePath::new(text).unwrap()
}

fn memory(paths: &[&str]) -> MemoryFiles {
    MemoryFiles::new(paths.iter().map(|path| (*path, *path)))
}

/// Scans a tree whose files hold their own paths; checks that each is worked on once, and in order.
fn scanned(paths: &[&str], roots: &[&str]) -> Scan<()> {
    let roots: Vec<TreePath> = roots.iter().map(|root| path(root)).collect();
    let calls = AtomicUsize::new(0);
    let scan = scan_files(&memory(paths), &roots, Coverage::Visited, |found, _, bytes| {
        calls.fetch_add(1, Ordering::Relaxed);
        assert_eq!(bytes, Ok(found.path().as_str().as_bytes()));
        Some(())
    });
    assert_eq!(calls.into_inner(), scan.files.len());
    assert!(scan.files.is_sorted_by(|a, b| a.0 < b.0));
    scan
}

fn files_of(scan: &Scan<()>, root: usize) -> Vec<&str> {
    scan.roots[root].files.iter().map(|&position| scan.files[position].0.as_str()).collect()
}

#[test]
fn a_root_may_be_a_file_whatever_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a")).unwrap();
    for name in ["a/_hidden.nix", "a/other.nix", "a/shown.nix", "a/text.txt"] {
        fs::write(folder.path().join(name), "1").unwrap();
    }
    let disk = Disk::without_git(folder.path());
    let roots = ["a", "a/_hidden.nix", "a/shown.nix", "a/text.txt"].map(path);
    let found = scan(&disk, &roots, Coverage::All, |_, role, _| Some(role));
    let files: Vec<&str> = found.files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(files, ["a/_hidden.nix", "a/other.nix", "a/shown.nix"]);
    assert!(found.unvisited.is_empty());
    assert_eq!(found.roots[0].files, [1, 2]);
    assert_eq!((&found.roots[1].files, &found.roots[2].files), (&vec![0], &vec![2]));
    assert_eq!(found.roots[3].unreadable, [(path("a/text.txt"), ReadError::NotDirectory)]);
}

#[test]
fn the_naming_rules_say_what_is_visited() {
    let scan = scanned(
        &[
            "flake.nix",
            "a.nix",
            "a/x.nix",
            "a-b/default.nix",
            "a-b/ignored.nix",
            "_hidden/x.nix",
            "_x.nix",
            "README.md",
            "docs/README.md",
            "sub/flake.nix",
            ".dot/x.nix",
            "default.nix",
        ],
        &["."],
    );
    assert_eq!(
        files_of(&scan, 0),
        [".dot/x.nix", "a/x.nix", "a-b/default.nix", "a.nix", "default.nix", "sub/flake.nix"]
    );
    assert_eq!(scan.roots[0].directories, [".dot", "a", "docs", "sub"].map(path));
    let collision = Collision { attribute: "a".into(), first: path("a"), second: path("a.nix") };
    assert_eq!(scan.roots[0].collisions, [collision]);
}

#[test]
fn a_fragment_directory_collides_with_no_file() {
    let collisions = |paths: &[&str]| {
        let scan = scanned(paths, &["o"]);
        let names = |c: &Collision| format!("{} {}", c.first.file_name(), c.second.file_name());
        scan.roots[0].collisions.iter().map(names).collect::<Vec<_>>()
    };
    assert!(collisions(&["o/x.nix", "o/x.d/a.nix"]).is_empty());
    assert_eq!(collisions(&["o/x.d/a.nix", "o/x/a.nix"]), ["x x.d"]);
    assert_eq!(collisions(&["o/x.nix", "o/x_.nix", "o/x.d/a.nix"]), ["x.nix x_.nix"]);
    assert_eq!(collisions(&["o/x.nix", "o/x_.nix", "o/x/a.nix"]), ["x x.nix", "x x_.nix"]);
}

#[test]
fn nested_repeated_and_hidden_roots_share_the_work() {
    let paths = ["n/a.nix", "n/r/default.nix", "n/r/x.nix", "n/s/y.nix", "n/_h/z.nix", "n/z.nix"];
    let scan = scanned(&paths, &["n", "n/r", "n", "n/s", "n/_h"]);
    assert_eq!(
        scan.roots.iter().map(|root| root.root.as_str()).collect::<Vec<_>>(),
        ["n", "n/r", "n/s", "n/_h"]
    );
    // Seen from above, `n/r` is one unit; as a root, its `default.nix` hides nothing.
    assert_eq!(files_of(&scan, 0), ["n/a.nix", "n/r/default.nix", "n/s/y.nix", "n/z.nix"]);
    assert_eq!(files_of(&scan, 1), ["n/r/default.nix", "n/r/x.nix"]);
    assert_eq!(files_of(&scan, 2), ["n/s/y.nix"]);
    assert_eq!(files_of(&scan, 3), ["n/_h/z.nix"]);
    assert_eq!(scan.roots[0].directories, [path("n/s")]);
}

#[test]
fn separate_roots_keep_their_order() {
    let scan = scanned(&["b/x.nix", "a/y.nix", "a/z.nix"], &["b", "a"]);
    assert_eq!(files_of(&scan, 0), ["b/x.nix"]);
    assert_eq!(files_of(&scan, 1), ["a/y.nix", "a/z.nix"]);
}

#[test]
fn large_directories_are_shared_out_and_stay_in_order() {
    let names: Vec<String> =
        (0..500).flat_map(|n| [format!("d/{n:03}.nix"), format!("d/{n:03}x/a.nix")]).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let scan = scanned(&names, &["d"]);
    assert_eq!(scan.files.len(), 1000);
    assert_eq!(scan.roots[0].directories.len(), 500);
}

#[test]
fn a_root_that_is_not_there_is_unreadable() {
    let scan = scanned(&["a.nix"], &["gone", "a.nix"]);
    assert_eq!(scan.roots[0].unreadable, [(path("gone"), ReadError::NotFound)]);
    assert_eq!(scan.roots[1].unreadable.len(), 1);
}

#[test]
fn trouble_on_disk_is_listed_and_the_rest_still_counts() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().canonicalize().unwrap();
    fs::create_dir_all(root.join("d/unit")).unwrap();
    fs::write(root.join("d/good.nix"), "1").unwrap();
    fs::write(root.join("d/bad.nix"), b"\xff").unwrap();
    symlink("nowhere", root.join("d/unit/default.nix")).unwrap();
    symlink(".", root.join("d/loop")).unwrap();
    symlink("nowhere", root.join("d/gone")).unwrap();
    symlink("good.nix", root.join("d/link.nix")).unwrap();
    let disk = Disk::open(&root).unwrap();
    let scan = scan(&disk, &[path("d")], Coverage::Visited, |_, _, bytes| {
        Some(bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()))
    });
    let good = Ok("1".to_owned());
    assert_eq!(
        scan.files,
        [
            // Whether it must be text is for the work on it to say.
            (path("d/bad.nix"), Ok("\u{fffd}".to_owned())),
            (path("d/good.nix"), good.clone()),
            (path("d/link.nix"), good),
            (path("d/unit/default.nix"), Err(ReadError::Unreadable(EntryKind::DanglingLink))),
        ]
    );
    assert_eq!(
        scan.roots[0].unreadable,
        [
            (path("d/gone"), ReadError::Unreadable(EntryKind::DanglingLink)),
            (path("d/loop"), ReadError::Unreadable(EntryKind::LinkCycle)),
            (path("d/unit/default.nix"), ReadError::Unreadable(EntryKind::DanglingLink)),
        ]
    );
}

#[test]
fn links_from_everywhere_to_everywhere_end() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().canonicalize().unwrap();
    for n in 0..12 {
        fs::create_dir(root.join(format!("d{n}"))).unwrap();
        for m in 0..12 {
            symlink(format!("../d{m}"), root.join(format!("d{n}/to{m}"))).unwrap();
        }
    }
    let disk = Disk::open(&root).unwrap();
    let scan = scan(&disk, &[TreePath::root()], Coverage::Visited, |_, _, _| Some(()));
    assert!(matches!(&scan.roots[0].unreadable[..], [(path, ReadError::Io(_))] if path.is_root()));
}

#[test]
fn full_coverage_reaches_what_the_conventions_do_not_visit() {
    let files = memory(&[
        "r/_hidden/a.nix",
        "r/_x.nix",
        "r/b.nix",
        "r/notes.md",
        "r/unit/default.nix",
        "r/unit/deep/_c.nix",
        "r/unit/d.nix",
        "r/default.nix",
    ]);
    let scan = scan_files(&files, &[path("r")], Coverage::All, |_, role, _| Some(role));
    let show = |found: &[(TreePath, Role)]| -> Vec<String> {
        found.iter().map(|(path, role)| format!("{path} {role:?}")).collect()
    };
    assert_eq!(
        show(&scan.files),
        ["r/b.nix Visited", "r/default.nix Visited", "r/unit/default.nix Visited"]
    );
    assert_eq!(
        show(&scan.unvisited),
        [
            "r/_hidden/a.nix Hidden",
            "r/_x.nix Hidden",
            "r/unit/d.nix BelowUnit",
            "r/unit/deep/_c.nix BelowUnit"
        ]
    );
}

#[test]
fn what_gives_nothing_is_left_out() {
    let files = memory(&["r/a.nix", "r/b.nix", "r/c/d.nix"]);
    let scan = scan_files(&files, &[path("r")], Coverage::Visited, |found, _, _| {
        found.path().as_str().ends_with("d.nix").then_some(1)
    });
    assert_eq!(scan.files, [(path("r/c/d.nix"), 1)]);
    assert_eq!(scan.roots[0].files, [0]);
    assert_eq!(scan.roots[0].directories, [path("r/c")]);
}
