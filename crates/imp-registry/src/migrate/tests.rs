//! Small trees before and after.

use imp_model::eval::Known;
use imp_model::model::RegistryBuilder;
use imp_model::source::{Files, MemoryFiles};

use super::*;

fn learnt(old: &[(&str, &str)], new: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let files = |files: &[(&str, &str)]| MemoryFiles::new(files.iter().copied());
    let (old, new) = (files(old), files(new));
    let registry = |files: &MemoryFiles| {
        let builder = RegistryBuilder::new(&TreePath::new("r").expect("a path"));
        builder.all(files).finish(Some(&Known::Null))
    };
    let differs = |path: &TreePath| old.read(path) != new.read(path);
    let text = |files: &MemoryFiles, path: &TreePath| {
        files.read(path).ok().filter(|_| differs(path)).map(|text| text.to_string())
    };
    let kept = |path: &TreePath| old.read(path).ok().map(|text| text.to_string());
    let (old_text, new_text) = (|path: &_| text(&old, path), |path: &_| text(&new, path));
    let learnt = learn(&registry(&old), &registry(&new), &old_text, &new_text, &kept);
    let renames = learnt
        .renames
        .iter()
        .map(|(old, (new, by))| format!("{} {} {}", dotted(old), dotted(new), by.name()));
    let unresolved =
        learnt.unresolved.iter().map(|(name, (reason, _))| format!("{}: {reason}", dotted(name)));
    (renames.collect(), unresolved.collect())
}

const A: &str = "{\n  a = 1;\n  b = 2;\n  c = 3;\n}\n";
const B: &str = "{\n  x = 1;\n  y = 2;\n  z = 3;\n}\n";
const A2: &str = "{\n  a = 1;\n  b = 2;\n  c = 4;\n}\n";

#[test]
fn modules_are_paired_by_content_and_directories_follow() {
    let (renames, unresolved) = learnt(
        &[("r/home/git.nix", A), ("r/home/zsh/default.nix", B), ("r/base.nix", "1")],
        &[("r/users/git.nix", A2), ("r/users/zsh/default.nix", B), ("r/base.nix", "2")],
    );
    assert_eq!(
        renames,
        ["home users content", "home.git users.git content", "home.zsh users.zsh content"]
    );
    assert_eq!(unresolved, [] as [&str; 0]);
}

#[test]
fn a_name_that_now_means_another_file_is_seen() {
    let (renames, unresolved) =
        learnt(&[("r/a.nix", A), ("r/b.nix", B)], &[("r/a.nix", B), ("r/b.nix", A)]);
    assert_eq!(renames, ["a b content", "b a content"]);
    assert_eq!(unresolved, [] as [&str; 0]);
}

#[test]
fn a_directory_that_now_means_another_tree_is_seen() {
    let old = [("r/p/a.nix", A), ("r/w/m.nix", B)];
    let (renames, unresolved) = learnt(&old, &[("r/w/a.nix", A), ("r/p/m.nix", B)]);
    assert_eq!(renames, ["p w content", "p.a w.a content", "w p content", "w.m p.m content"]);
    assert_eq!(unresolved, [] as [&str; 0]);

    let (renames, _) = learnt(&old[..1], &[("r/q/a.nix", A), ("r/p/new.nix", B)]);
    assert_eq!(renames, ["p q content", "p.a q.a content"]);
    // One that is left, or moved within it, makes it the same directory.
    let (renames, unresolved) = learnt(&old[..1], &[("r/p/x/a.nix", A), ("r/p/m.nix", B)]);
    assert_eq!(renames, ["p.a p.x.a content"]);
    assert_eq!(unresolved, [] as [&str; 0]);
}

#[test]
fn splits_merges_and_what_is_gone_are_not_guessed() {
    let (renames, unresolved) =
        learnt(&[("r/d/a.nix", A), ("r/d/b.nix", B)], &[("r/x/a.nix", A), ("r/y/b.nix", B)]);
    assert_eq!(renames, ["d.a x.a content", "d.b y.b content"]);
    assert_eq!(unresolved, ["d: its modules went to several directories"]);

    let (renames, unresolved) =
        learnt(&[("r/d/a.nix", A), ("r/e/b.nix", B)], &[("r/x/a.nix", A), ("r/x/b.nix", B)]);
    assert_eq!(renames, ["d.a x.a content", "e.b x.b content"]);
    assert_eq!(
        unresolved,
        [
            "d: it was merged into `x`, which also holds what was `e.b`",
            "e: it was merged into `x`, which also holds what was `d.a`"
        ]
    );

    let (_, unresolved) = learnt(&[("r/a.nix", A)], &[("r/other.nix", B)]);
    assert_eq!(unresolved, ["a: its file is gone, and no other has its text"]);
    let (_, unresolved) = learnt(&[("r/a.nix", A)], &[("r/x.nix", A), ("r/y.nix", A)]);
    assert_eq!(unresolved, ["a: its file is gone, and several others may be what became of it"]);
    // Also where the text says nothing.
    let empty = "{ }\n";
    let (_, unresolved) = learnt(
        &[("r/a.nix", empty), ("r/b.nix", empty)],
        &[("r/x.nix", empty), ("r/y.nix", empty)],
    );
    assert_eq!(
        unresolved,
        ["a", "b"].map(|name| format!(
            "{name}: its file is gone, and several others may be what became of it"
        ))
    );
    let (_, unresolved) = learnt(&[("r/a.nix", A)], &[("r/a.nix", B), ("r/a_.nix", "1")]);
    assert_eq!(unresolved, ["a: both `r/a.nix` and `r/a_.nix` claim the name now"]);
    let (_, unresolved) = learnt(&[("r/a.nix", A)], &[("r/a/x.nix", B), ("r/a/y.nix", "1")]);
    assert_eq!(unresolved, ["a: it was a module and is a directory now"]);
}

#[test]
fn a_module_that_became_several_has_no_new_name() {
    let whole = "{\n  a = 1;\n  b = 2;\n  c = 3;\n  x = 1;\n}\n";
    let part = "{\n  x = 1;\n}\n";
    let (renames, unresolved) = learnt(&[("r/a.nix", whole)], &[("r/b.nix", A), ("r/c.nix", part)]);
    assert_eq!(renames, [] as [&str; 0]);
    assert_eq!(unresolved, ["a: its file is gone, and several others may be what became of it"]);
    // Nor where a module that was there before has the rest.
    let (renames, _) = learnt(
        &[("r/a.nix", whole), ("r/c.nix", "{\n  y = 1;\n}\n")],
        &[("r/b.nix", A), ("r/c.nix", "{\n  x = 1;\n  y = 1;\n}\n")],
    );
    assert_eq!(renames, [] as [&str; 0]);
}

#[test]
fn what_any_module_has_pairs_none() {
    let style = |name: &str| {
        format!(
            "{{ config, lib, ... }}:\n\nlet\n  cfg = config.my.{name};\nin\n{{\n  \
             options.my.{name}.enable = lib.mkEnableOption \"{name}\";\n\n  config = lib.mkIf cfg.enable {{\n    \
             services.{name}.enable = true;\n    my.base.enable = true;\n    my.log.level = 1;\n  }};\n}}\n"
        )
    };
    let (alpha, omega, other) = (style("alpha"), style("omega"), style("other"));
    let (renames, unresolved) = learnt(
        &[("r/a.nix", &alpha), ("r/z.nix", &other)],
        &[("r/o.nix", &omega), ("r/z.nix", &other)],
    );
    assert_eq!(renames, [] as [&str; 0]);
    assert_eq!(unresolved, ["a: its file is gone, and what may have become of it is not certain"]);
    // An empty text pairs only by name, and so does one that another module has too.
    let (renames, _) = learnt(&[("r/a.nix", "{ }")], &[("r/d/o.nix", "{ }")]);
    assert_eq!(renames, [] as [&str; 0]);
    let (renames, _) = learnt(&[("r/a.nix", "{ }")], &[("r/d/a.nix", "{ }")]);
    assert_eq!(renames, ["a d.a content"]);
    let (renames, _) = learnt(&[("r/a.nix", A), ("r/b.nix", A)], &[("r/o.nix", A), ("r/b.nix", A)]);
    assert_eq!(renames, [] as [&str; 0]);
}

#[test]
fn files_without_a_likeness_go_with_their_neighbours() {
    let (renames, unresolved) = learnt(
        &[("r/d/a.nix", A), ("r/d/b.nix", "{ }")],
        &[("r/x/a.nix", A), ("r/x/b.nix", "{ new = 1; }")],
    );
    assert_eq!(renames, ["d x content", "d.a x.a content", "d.b x.b path"]);
    assert_eq!(unresolved, [] as [&str; 0]);
}

#[test]
fn a_module_that_becomes_a_directory_with_default_keeps_its_name() {
    let (renames, unresolved) =
        learnt(&[("r/a.nix", A)], &[("r/a/default.nix", A), ("r/a/x.nix", B)]);
    assert_eq!((renames.len(), unresolved.len()), (0, 0));
}
