//! Names in small texts, renamed and renamed back.

use imp_model::facts::{Reader, ReferenceRoot, Role, Wanted};
use imp_model::source::{MemoryFiles, TreePath};
use imp_model::text::FileEdits;

use super::*;

/// The text after a rename of `old` to `new`, and what it then refers to.
fn renamed(text: &str, old: &str, new: &str) -> String {
    let files = MemoryFiles::default();
    let reader = Reader::new(&files, Wanted::NAMES, "registry");
    let path = TreePath::new("a.nix").expect("a path");
    let facts = |text: &str| {
        let facts = reader.read(&path, text.as_bytes(), Role::Visited);
        facts.expect("it matters").expect("it is text")
    };
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split('.').collect(), new.split('.').collect());
    let namer = |_: &ReferenceRoot, path: &[&str]| match path.strip_prefix(old.as_slice()) {
        Some(rest) => Target::To(new.iter().chain(rest).map(|part| (*part).to_owned()).collect()),
        None => Target::Same,
    };
    let before = facts(text);
    assert_eq!(before.rejected, None, "{text}");
    let rewritten = rewrite(text, &before, None, &namer, true);
    assert_eq!(rewritten.unwritten, [], "{text}");
    let after = FileEdits::new(rewritten.edits).expect("disjoint").apply(text).expect("in bounds");
    let after_facts = facts(&after);
    assert_eq!(after_facts.rejected, None, "{after}");
    let mut found: Vec<Vec<String>> = after_facts
        .references
        .iter()
        .map(|reference| reference.path.iter().map(|part| part.name.clone()).collect())
        .collect();
    for (_, path) in &rewritten.expected {
        let at = found.iter().position(|other| other == path);
        found.remove(at.unwrap_or_else(|| panic!("{path:?} is not in {after}")));
    }
    after
}

/// Renames there and back.
fn check(text: &str, old: &str, new: &str, expected: &str) {
    let there = renamed(text, old, new);
    assert_eq!(there, expected, "{text}");
    assert_eq!(renamed(&there, new, old), text, "back from {there}");
}

#[test]
fn plain_names_are_replaced_part_by_part() {
    for (text, old, new, expected) in [
        ("{ registry }: registry.a.b", "a.b", "a.c", "{ registry }: registry.a.c"),
        ("{ registry }: registry . a\n.b.d", "a.b", "a.c", "{ registry }: registry . a\n.c.d"),
        ("{ registry }: registry.a.b.d", "a.b", "x", "{ registry }: registry.x.d"),
        ("{ registry }: registry.a.b", "a", "x.y", "{ registry }: registry.x.y.b"),
        ("{ registry }: registry.a.b", "a.b", "b", "{ registry }: registry.b"),
        ("{ registry }: registry.\"a\".b", "a.b", "x", "{ registry }: registry.\"x\""),
        ("{ registry }: registry . a . b", "a.b", "x.y.z", "{ registry }: registry . x . y.z"),
        ("{ registry }: registry.\"a\".b", "a", "x", "{ registry }: registry.\"x\".b"),
        ("{ registry }: registry.a.b", "a", "x@y", "{ registry }: registry.\"x@y\".b"),
        ("{ registry }: registry.\"a@b\".c", "a@b", "x", "{ registry }: registry.x.c"),
        ("{ registry }: registry.\"a\".b", "a.b", "c.d.e", "{ registry }: registry.\"c\".d.e"),
        ("{ registry }: registry.a.\"b\".d", "a.b", "c.e", "{ registry }: registry.c.\"e\".d"),
        (
            "{ registry }: registry.${ \"a\" }.b",
            "a",
            "x@y",
            "{ registry }: registry.${ \"x@y\" }.b",
        ),
        ("{ registry }: registry.a.b.__path", "a.b", "c", "{ registry }: registry.c.__path"),
        ("{ registry }: registry.a or 1", "a", "x.y", "{ registry }: registry.x.y or 1"),
        ("{ registry, n }: registry.a.${n}", "a", "x", "{ registry, n }: registry.x.${n}"),
        ("args@{ ... }: args.registry.a", "a", "b", "args@{ ... }: args.registry.b"),
        (
            "/* 🦀 */ { registry }: \"${registry.a}\"",
            "a",
            "b",
            "/* 🦀 */ { registry }: \"${registry.b}\"",
        ),
    ] {
        check(text, old, new, expected);
    }
}

#[test]
fn questions_keep_their_sides() {
    assert_eq!(renamed("{ registry }: registry.a ? b", "a.b", "c"), "{ registry }: registry ? c");
    for (text, old, new, expected) in [
        ("{ registry }: registry ? a.b", "a.b", "x.y", "{ registry }: registry ? x.y"),
        ("{ registry }: registry ? a.b", "a.b", "x.y.z", "{ registry }: registry ? x.y.z"),
        ("{ registry }: registry.a ? b", "a.b", "a.c.d", "{ registry }: registry.a ? c.d"),
        ("{ registry }: registry.a ? b", "a", "c.d", "{ registry }: registry.c.d ? b"),
    ] {
        check(text, old, new, expected);
    }
}

#[test]
fn aliases_are_written_where_they_are_made() {
    check(
        "{ registry }: let r = registry.a; in [ r.b r.c ]",
        "a",
        "x.y",
        "{ registry }: let r = registry.x.y; in [ r.b r.c ]",
    );
    check(
        "{ registry }: with registry.a; [ b c ]",
        "a.b",
        "a.d",
        "{ registry }: with registry.a; [ d c ]",
    );
    check(
        "{ registry }: let r = registry.a; in r.b",
        "a.b",
        "a.d",
        "{ registry }: let r = registry.a; in r.d",
    );
}

#[test]
fn what_leaves_an_alias_is_written_out_and_comes_back() {
    check(
        "{ registry }: let r = registry.a; in [ r.b r.c ]",
        "a.b",
        "x.b",
        "{ registry }: let r = registry.a; in [ (registry.x.b) r.c ]",
    );
    check(
        "{ registry }: with registry.a; [ b (c) ]",
        "a.c",
        "c",
        "{ registry }: with registry.a; [ b ((registry.c)) ]",
    );
    check(
        "{ registry }: with registry.a; [ b ]",
        "a.b",
        "a.c d",
        "{ registry }: with registry.a; [ (registry.a.\"c d\") ]",
    );
    check(
        "{ registry }: let r = registry.a; in r.b or 1",
        "a",
        "x",
        "{ registry }: let r = registry.x; in r.b or 1",
    );
}

#[test]
fn needless_quotes_come_back_from_where_they_went() {
    for (text, old, new, expected) in [
        (
            "let r = registry.a; in [ r.\"b\" r.c ]",
            "a.b",
            "x.b",
            "let r = registry.a; in [ (registry.x.\"b\") r.c ]",
        ),
        (
            "with registry.a; [ b.\"c\" ]",
            "a.b",
            "x.y.z",
            "with registry.a; [ (registry.x.y.z.\"c\") ]",
        ),
        (
            "let r = registry.a; in { inherit (r.b) c; }",
            "a.b.c",
            "a.x.y",
            "let r = registry.a; in { c = (r.x.y); }",
        ),
        (
            "let r = registry.a; in { inherit (r) b; }",
            "a.b",
            "a.x.y",
            "let r = registry.a; in { b = (r.x.y); }",
        ),
        (
            "let r = registry; in { inherit (r.\"a\") b; }",
            "a.b",
            "c.d.x",
            "let r = registry; in { b = (r.c.\"d\".x); }",
        ),
        ("{ inherit (registry.\"a\") b; }", "a.b", "a.c", "{ b = (registry.\"a\".c); }"),
        ("{ inherit (registry.\"a\") b; }", "a.b", "x.b", "{ inherit (registry.\"x\") b; }"),
        (
            "{ inherit (registry.\"a\") \"b\"; }",
            "a.b",
            "a.c",
            "{ inherit ({ b = registry.\"a\".\"c\"; }) \"b\"; }",
        ),
        (
            "{ inherit (registry.\"a\") b c; }",
            "a.b",
            "x.d",
            "{ inherit (registry.\"a\" // { b = registry.\"x\".d; }) b c; }",
        ),
        ("{ inherit (registry.\"a\") b c; }", "a", "x", "{ inherit (registry.\"x\") b c; }"),
    ] {
        check(&format!("{{ registry }}: {text}"), old, new, &format!("{{ registry }}: {expected}"));
    }
}

#[test]
fn inherited_names_keep_what_they_bind() {
    for (text, old, new, expected) in [
        (
            "{ registry }: { inherit (registry.a) b; }",
            "a",
            "x",
            "{ registry }: { inherit (registry.x) b; }",
        ),
        (
            "{ registry }: { inherit (registry.a) b; }",
            "a.b",
            "x.b",
            "{ registry }: { inherit (registry.x) b; }",
        ),
        (
            "{ registry }: { inherit (registry.a) b; }",
            "a.b",
            "a.c",
            "{ registry }: { b = (registry.a.c); }",
        ),
        (
            "{ registry }: { inherit (registry) b; }",
            "b",
            "c",
            "{ registry }: { b = (registry.c); }",
        ),
        (
            "{ registry }: { inherit (registry.a) b\n c; }",
            "a.b",
            "a.d",
            "{ registry }: { inherit (registry.a // { b = registry.a.d; }) b\n c; }",
        ),
        (
            "{ registry }: { inherit (registry.a) b c; }",
            "a.b",
            "x.d",
            "{ registry }: { inherit (registry.a // { b = registry.x.d; }) b c; }",
        ),
        (
            "{ registry }: { inherit (registry.a.b) c d; }",
            "a.b.c",
            "a.c",
            "{ registry }: { inherit (registry.a.b // { c = registry.a.c; }) c d; }",
        ),
        (
            "{ registry }: with registry.a; { inherit b; }",
            "a.b",
            "a.c",
            "{ registry }: with registry.a; { b = (c); }",
        ),
        (
            "{ registry }: with registry.a; { inherit b; }",
            "a.b",
            "x.c",
            "{ registry }: with registry.a; { b = (registry.x.c); }",
        ),
        (
            "{ registry }: with registry; { inherit b; }",
            "b",
            "x.y",
            "{ registry }: with registry; { b = (x.y); }",
        ),
        (
            "{ registry }: with registry; { inherit b; }",
            "b",
            "x.b",
            "{ registry }: with registry; { b = (x.b); }",
        ),
        (
            "{ registry }: with registry.a; { inherit b; }",
            "a.b",
            "x.b",
            "{ registry }: with registry.a; { b = (registry.x.b); }",
        ),
        (
            "{ registry }: with registry.a; [ b ]",
            "a.b",
            "a.import",
            "{ registry }: with registry.a; [ (registry.a.import) ]",
        ),
        (
            "{ registry }: with registry; { inherit (registry) b; }",
            "b",
            "x.y",
            "{ registry }: with registry; { b = (registry.x.y); }",
        ),
        (
            "{ registry }: with registry; { inherit (a) b; }",
            "a.b",
            "a.c",
            "{ registry }: with registry; { b = (a.c); }",
        ),
        (
            "{ registry }: let inherit (registry) a; in { inherit (a) b; c = a.b; }",
            "a.b",
            "a.c",
            "{ registry }: let inherit (registry) a; in { b = (a.c); c = a.c; }",
        ),
        (
            "{ registry }: let inherit (registry) a; in rec { inherit (a) b d; }",
            "a.b",
            "a.c",
            "{ registry }: let inherit (registry) a; in rec { inherit (a // { b = registry.a.c; }) b d; }",
        ),
        (
            "{ registry }: let inherit (registry) a; in { inherit (a)\n b # why\n ; }",
            "a.b",
            "a.c",
            "{ registry }: let inherit (registry) a; in { inherit (a // { b = registry.a.c; })\n b # why\n ; }",
        ),
    ] {
        let there = renamed(text, old, new);
        assert_eq!(there, expected, "{text}");
        assert_eq!(renamed(&there, new, old), text, "back from {there}");
    }
}

#[test]
fn what_stands_between_the_parts_of_a_name_stays() {
    for (text, expected) in [
        ("[ registry\n  .a\n  .b ]", "[ registry\n  .x\n  .y ]"),
        ("[ registry /* . */ . a.b ]", "[ registry /* . */ . x.y ]"),
        ("let r = registry.a; in [ r\n  .b ]", "let r = registry.a; in [ (registry.x\n  .y) ]"),
        (
            "let r = registry.a; in [ r # a.b\n  .b ]",
            "let r = registry.a; in [ (registry.x # a.b\n  .y) ]",
        ),
        ("with registry.a; [ b\r\n\t.c ]", "with registry.a; [ (registry.x.y\r\n\t.c) ]"),
        ("let r = registry.a; in r . b or 1", "let r = registry.a; in (registry.x) . y or 1"),
    ] {
        let (text, expected) =
            (format!("{{ registry }}: {text}"), format!("{{ registry }}: {expected}"));
        check(&text, "a.b", "x.y", &expected);
    }
}

#[test]
fn questions_that_start_from_an_alias_come_back_to_it() {
    for (text, new, expected) in [
        ("let r = registry.a; in r.b or 1", "x.y", "let r = registry.a; in (registry.x).y or 1"),
        ("let r = registry.a; in r.b or 1", "y", "let r = registry.a; in (registry).y or 1"),
        (
            "let r = registry.a; in r.b.c or 1",
            "x.y",
            "let r = registry.a; in (registry.x.y).c or 1",
        ),
        ("with registry.a; b.c or 1", "x.y", "with registry.a; (registry.x.y).c or 1"),
        ("let r = registry.a; in r ? b", "x.y", "let r = registry.a; in (registry.x) ? y"),
        (
            "let r = registry.a; in [ (r.b or 1) (r ? b) ]",
            "y",
            "let r = registry.a; in [ ((registry).y or 1) ((registry) ? y) ]",
        ),
        ("let r = registry.a; in r.b ? c", "x.y", "let r = registry.a; in (registry.x.y) ? c"),
        ("let r = registry.a; in r ? b", "y", "let r = registry.a; in (registry) ? y"),
        ("let r = registry.a; in r.b.${r}", "x.y", "let r = registry.a; in (registry.x.y).${r}"),
    ] {
        let (text, expected) =
            (format!("{{ registry }}: {text}"), format!("{{ registry }}: {expected}"));
        check(&text, "a.b", new, &expected);
    }
}

#[test]
fn names_that_a_call_has_as_text_are_written_there() {
    for (text, new, expected) in [
        ("builtins.getAttr \"b\" registry.a", "x.y", "builtins.getAttr \"y\" registry.x"),
        ("builtins.getAttr \"b\" registry.a", "x", "(registry.x)"),
        ("builtins.getAttr \"b\" registry.a", "x.y.z", "builtins.getAttr \"z\" registry.x.y"),
        (
            "lib.getAttrFromPath [ \"a\" \"b\" ] registry",
            "x",
            "lib.getAttrFromPath [ \"x\" ] registry",
        ),
        (
            "lib.attrByPath [ \"a\" \"b\" \"c\" ] null registry",
            "x.y.z",
            "lib.attrByPath [ \"x\" \"y\" \"z\" \"c\" ] null registry",
        ),
        (
            "lib.hasAttrByPath [ \"b\" ] registry.a",
            "a.y.z",
            "lib.hasAttrByPath [ \"y\" \"z\" ] registry.a",
        ),
        (
            "let r = registry.a; in lib.attrByPath [ \"b\" \"c\" ] null r",
            "a.y.z",
            "let r = registry.a; in lib.attrByPath [ \"y\" \"z\" \"c\" ] null r",
        ),
        (
            "lib.getAttrFromPath [ \"a\" \"b\" ] registry",
            "x.y@z",
            "lib.getAttrFromPath [ \"x\" \"y@z\" ] registry",
        ),
        (
            "lib.hasAttrByPath [ \"a\" \"b\" ] registry",
            "x.y",
            "lib.hasAttrByPath [ \"x\" \"y\" ] registry",
        ),
        (
            "lib.attrByPath [ \"a\" \"b\" \"c\" ] null registry",
            "x.y",
            "lib.attrByPath [ \"x\" \"y\" \"c\" ] null registry",
        ),
        ("(builtins.getAttr \"a\" registry).b", "x.y", "(builtins.getAttr \"x\" registry).y"),
    ] {
        let there = renamed(&format!("{{ registry, lib }}: {text}"), "a.b", new);
        assert_eq!(there, format!("{{ registry, lib }}: {expected}"));
    }
}

#[test]
fn what_is_inherited_from_a_level_is_still_followed_when_it_left() {
    check(
        "{ registry }: let inherit (registry.a) b c; in [ b.d c.d ]",
        "a.b",
        "x.y",
        "{ registry }: let inherit (registry.a // { b = registry.x.y; }) b c; in [ b.d c.d ]",
    );
}

#[test]
fn a_name_leaves_the_whole_registry_and_comes_back() {
    let start = "{ registry }: { inherit (registry) b c; }";
    let there = renamed(start, "b", "x.y");
    assert_eq!(there, "{ registry }: { inherit (registry // { b = registry.x.y; }) b c; }");
    assert_eq!(
        renamed(&there, "c", "d"),
        "{ registry }: { inherit (registry // { b = registry.x.y; c = registry.d; }) b c; }"
    );
    assert_eq!(renamed(&there, "x.y", "b"), start);
}

#[test]
fn names_beside_one_that_left_are_still_followed() {
    let start = "{ registry }: { inherit (registry.a) b c d; }";
    let steps = [
        ("a.c", "x.y", "{ registry }: { inherit (registry.a // { c = registry.x.y; }) b c d; }"),
        (
            "a.b",
            "a.e",
            "{ registry }: { inherit (registry.a // { b = registry.a.e; c = registry.x.y; }) b c d; }",
        ),
        (
            "a",
            "z",
            "{ registry }: { inherit (registry.z // { b = registry.z.e; c = registry.x.y; }) b c d; }",
        ),
    ];
    let mut text = start.to_owned();
    for (old, new, expected) in steps {
        text = renamed(&text, old, new);
        assert_eq!(text, expected);
    }
    for (old, new, _) in steps.iter().rev() {
        text = renamed(&text, new, old);
    }
    assert_eq!(text, start);
}

#[test]
fn strings_of_hosts_are_names() {
    check(
        "{ __host = { bases = [ \"a.b\" \"@in.a.b\" ]; modules = [ \"a.b.c\" ]; user = \"u\"; sinks = [ \"a.b\" ]; }; }",
        "a.b",
        "x",
        "{ __host = { bases = [ \"x\" \"@in.a.b\" ]; modules = [ \"x.c\" ]; user = \"u\"; sinks = [ \"a.b\" ]; }; }",
    );
    check("{ __host.user = \"u\"; }", "users.u", "users.v", "{ __host.user = \"v\"; }");
}

#[test]
fn what_stands_in_parentheses_is_written_as_a_whole() {
    for (text, expected) in [
        ("{ registry }: (registry.a).b", "{ registry }: (registry.x)"),
        ("{ registry }: (with registry; a).b", "{ registry }: (registry.x)"),
        ("args: args.registry.a.b", "args: args.registry.x"),
        ("args: with args; registry.a.b", "args: with args; registry.x"),
        (
            "args: let inherit (args) registry; in registry.a.b",
            "args: let inherit (args) registry; in registry.x",
        ),
        (
            "{ registry }: let inherit (registry.a) \"b\"; in b",
            "{ registry }: let inherit ({ b = registry.\"x\"; }) \"b\"; in b",
        ),
    ] {
        assert_eq!(renamed(text, "a.b", "x"), expected);
    }
}

#[test]
fn parentheses_stay_around_what_is_left_in_them() {
    for (text, old, new, expected) in [
        ("(registry.a).b", "a.b", "x.y.z", "(registry.x.y).z"),
        ("(registry.a.b).c or 1", "a.b", "x", "(registry.x).c or 1"),
        ("(with registry; a).b", "a", "x.y", "(with registry; x.y).b"),
        (
            "let r = registry.d; in (registry.a.b).c or 1",
            "a.b",
            "x",
            "let r = registry.d; in (registry.x).c or 1",
        ),
    ] {
        let (text, expected) =
            (format!("{{ registry }}: {text}"), format!("{{ registry }}: {expected}"));
        check(&text, old, new, &expected);
    }
}
