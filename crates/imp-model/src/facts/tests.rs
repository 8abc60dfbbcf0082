//! The facts of small files.

use super::*;
use crate::source::MemoryFiles;

fn facts(text: &str) -> FileFacts {
    let files = MemoryFiles::new([("shared.nix", "{ __inputs.shared.url = \"x:y\"; }")]);
    let reader = Reader::new(&files, Wanted::ALL, "registry");
    reader
        .read(&TreePath::new("a/file.nix").unwrap(), text.as_bytes(), Role::Visited)
        .expect("it matters")
        .expect("it is text")
}

fn inputs(text: &str) -> Vec<String> {
    let facts = facts(text);
    assert_eq!(facts.unread, [], "{text}");
    facts.inputs.iter().map(|input| format!("{} {}", input.name, input.place)).collect()
}

#[test]
fn inputs_are_read_where_nix_finds_them() {
    assert_eq!(inputs("{ __inputs.a.url = \"x:y\"; }"), ["a a/file.nix:1:12"]);
    assert_eq!(inputs("import ../shared.nix"), ["shared shared.nix:1:12"]);
    assert_eq!(inputs("let i = { b.url = x:y; }; in { __inputs = i; }"), ["b a/file.nix:1:11"]);
    assert_eq!(inputs("{ pkgs, ... }: { __inputs.a.url = \"x:y\"; }"), [] as [&str; 0]);
}

#[test]
fn what_cannot_be_read_is_unread_and_not_missing() {
    let found = facts("{ __inputs.a.url = builtins.getEnv \"A\"; __inputs.b.url = \"x:y\"; }");
    assert_eq!(found.inputs.len(), 1);
    assert_eq!(found.unread[0].name.as_deref(), Some("a"));
    assert!(!found.unread[0].nix_fails);

    let found = facts("{ __inputs.a.url = \"x:y\" }");
    assert_eq!(
        (
            found.rejected.iter().count(),
            found.unread.iter().filter(|u| u.declaration == "__inputs").count()
        ),
        (1, 1)
    );

    let found = facts("{ __inputs = [ ]; }");
    assert_eq!(found.unread[0].reason, "it is a list, not a set of inputs");
    let found = facts("{ __inputs.a.url = ./x; }");
    assert_eq!(found.unread[0].reason, "`url` is a path; write `a.url = \"…\";`");
}

#[test]
fn what_a_broken_import_declares_is_unread_and_not_nothing() {
    let found = facts("import ./gone.nix");
    assert_eq!(found.inputs, []);
    let unread = &found.unread[0];
    assert_eq!((unread.is_declared, unread.nix_fails, &unread.name), (false, true, &None));
    assert_eq!(unread.reason, "`a/gone.nix` can't be read: there is no such file");
}

#[test]
fn declarations_in_functions_are_hidden() {
    let by_function =
        |text: &str| facts(text).hidden.iter().map(|h| h.place.start.column).collect::<Vec<_>>();
    assert_eq!(by_function("{ pkgs, ... }: { __inputs.a.url = \"x:y\"; }"), [18]);
    assert_eq!(by_function("{ __functor = _: { pkgs }: { __inputs.a.url = \"x:y\"; }; }"), [30]);
    assert_eq!(by_function("{ __inputs.a.url = \"x:y\"; __functor = _: x: x; }"), [] as [u32; 0]);
    assert_eq!(by_function("# __inputs\n\"__inputs\""), [] as [u32; 0]);
    assert_eq!(by_function("let f = { p }: { __inputs.a.url = \"x:y\"; }; in { x = f; }"), [18]);
    assert_eq!(by_function("{ p }: { shell = { __inputs.a.url = \"x:y\"; }; }"), [20]);
    assert_eq!(
        by_function("{ __inputs.b.url = \"x:y\"; f = { p }: { __inputs.a.url = \"x:y\"; }; }"),
        [40]
    );
    assert_eq!(by_function("{ __module = { p }: { __inputs.a.url = \"x:y\"; }; }"), [23]);
    assert_eq!(by_function("{ lib }: lib.mkMerge [ { __inputs.a.url = \"x:y\"; } ]"), [26]);
}

#[test]
fn what_a_functor_exports_is_not_hidden() {
    let by = "{ __functor = _: { lib }: let e = { a.value = 1; }; in { __exports = e; }; }";
    let found = facts(by);
    assert_eq!((found.exports.len(), found.hidden), (1, Vec::new()));
    let twice = "{ __exports.a.value = 1; __functor = _: { lib }: { __exports.b.value = 1; }; }";
    let found = facts(twice);
    assert_eq!((found.exports.len(), found.hidden.len()), (1, 1));
}

/// A function that nobody knows may hand on the exports that it gets.
#[test]
fn what_calls_may_give_is_neither_hidden_nor_known() {
    for gives in [
        "lib.optionalAttrs true { __exports.a.value = 1; }",
        "{ x = 1; } // lib.optionalAttrs true { __exports.a.value = 1; }",
        "with lib; recursiveUpdate { } { __exports.a.value = 1; }",
        "lib.setAttrByPath [ \"__exports\" \"a\" \"value\" ] 1",
    ] {
        let found = facts(&format!("{{ __functor = _: {{ lib, ... }}: {gives}; }}"));
        assert_eq!((found.hidden.len(), found.unread.len()), (0, 1), "{gives}");
        assert!(!found.unread[0].nix_fails, "{gives}");
    }
    let elsewhere =
        "{ __functor = _: { lib, ... }: let x = { __exports.a.value = 1; }; in lib.f { }; }";
    assert_eq!((facts(elsewhere).hidden.len(), facts(elsewhere).unread.len()), (1, 0));
}

#[test]
fn declarations_that_are_only_mentioned_are_not_hidden() {
    for text in [
        "{ x = builtins.removeAttrs (import ./a.nix) [ \"__inputs\" ]; }",
        "x: { declared = x.__inputs or { }; }",
        "{ collect = file: { inherit (file) __inputs; }; }",
        "let f = x: { __inputs = builtins.mapAttrs (_: url: { inherit url; }) x; }; in f { }",
        "{ passthru.f = x: { __inputs = x.__inputs; }; }",
        "{ has = x: x ? __inputs; }",
    ] {
        assert_eq!(facts(text).hidden, [], "{text}");
    }
}

fn references(text: &str) -> Vec<String> {
    let show = |r: &Reference| {
        let path: Vec<&str> = r.path.iter().map(|part| &*part.name).collect();
        let marks = [(r.is_partial, "…"), (r.is_question, "?")];
        let mut marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
        if r.asked > 0 {
            marks += &format!(" asked {}", r.asked);
        }
        let root = if r.root == ReferenceRoot::Registry { "" } else { "inputs:" };
        format!("{root}{}{marks}", path.join("."))
    };
    facts(text).references.iter().map(show).collect()
}

#[test]
fn references_are_read_by_scope() {
    assert_eq!(
        references("{ registry, ... }: [ registry.a.b registry.\"c d\".e-f' ]"),
        ["a.b", "c d.e-f'"]
    );
    assert_eq!(references("{ registry, ... }: { inherit (registry.a) b c; }"), ["a.b", "a.c"]);
    // What is put over a set says which names are not from it.
    let over = "{ registry, x, ... }: { inherit (registry.a // { b = 1; }) b c; d = (registry.a // x).d; }";
    assert_eq!(references(over), ["a", "a.c", "a"]);
    let over = "{ registry }: let inherit (registry.a // { b = registry.x; }) b c; in [ b.d c.d ]";
    assert_eq!(references(over), ["a", "x", "a.c", "x.d", "a.c.d"]);
    assert_eq!(references("{ registry, ... }: with registry.a; [ b ]"), ["a", "a.b"]);
    assert_eq!(references("{ registry, ... }: let r = registry.a; in r.b"), ["a", "a.b"]);
    assert_eq!(references("args@{ ... }: args.registry.a"), ["a"]);
    assert_eq!(references("{ registry }: [ (registry.a or 1) (registry ? b.c) ]"), ["a?", "b.c?"]);
    assert_eq!(references("{ registry, x }: registry.a.${x}.b"), ["a…"]);
    assert_eq!(references("{ registry }: \"${registry.a}\""), ["a"]);
    assert_eq!(references("{ inputs, ... }: inputs.nixpkgs.lib"), ["inputs:nixpkgs.lib"]);
}

#[test]
fn a_condition_guards_the_names_that_it_asks_for() {
    for (body, expected) in [
        ("if r ? a then r.a else r.a", &["a?", "a asked 1", "a"][..]),
        ("if !(r ? a) then r.a else r.a", &["a?", "a", "a asked 1"]),
        ("if r.a ? b then r.a.b.c else 1", &["a.b?", "a.b.c asked 2"]),
        ("if r ? a.b then [ r.a r.a.c r.d ] else 1", &["a.b?", "a asked 1", "a.c asked 1", "d"]),
        (
            "if r ? a && x && r ? b then [ r.a r.b ] else r.b",
            &["a?", "b?", "a asked 1", "b asked 1", "b"],
        ),
        ("if r ? a || r ? b then r.a else 1", &["a?", "b?", "a"]),
        ("r ? a && x r.a", &["a?", "a asked 1"]),
        ("r ? a -> x r.a", &["a?", "a asked 1"]),
        ("!(r ? a) || x r.a", &["a?", "a asked 1"]),
        ("r ? a || x r.a", &["a?", "a"]),
        ("assert x && r ? a; r.a", &["a?", "a asked 1"]),
        (
            "x.optional (r ? a) r.a ++ x.optionals (r ? a) [ r.a ]",
            &["a?", "a asked 1", "a?", "a asked 1"],
        ),
        ("x.mkIf (r ? a) { b = r.a; }", &["a?", "a asked 1"]),
        // As a whole configuration this is called to see which options it sets.
        ("x.mkIf (r ? a) (import r.a { })", &["a?", "a"]),
        ("x.other (r ? a) r.a", &["a?", "a"]),
        // The name in a branch is another one, or stands outside of it.
        ("if r ? a then (let registry = x; in r.a) else 1", &["a?"]),
        ("[ (if r ? a then 1 else 2) r.a ]", &["a?", "a"]),
        ("if x ? a then r.a else 1", &["a"]),
        (
            "let s = r.a; in if s ? b then [ r.a.b s.b ] else 1",
            &["a", "a.b?", "a.b asked 2", "a.b asked 2"],
        ),
        ("if r ? a.${x} then [ r.a r.a.b ] else 1", &["a…?", "a asked 1", "a.b asked 1"]),
        // The value of a variable is only evaluated where the variable stands.
        ("let v = r.a; in if r ? a then v else 1", &["a asked 1", "a?", "a asked 1"]),
        ("let inherit (registry) a; in if r ? a then a else 1", &["a asked 1", "a?", "a asked 1"]),
        (
            "let v = w.b; w = r.a; in [ (if r ? a then v else 1) (r ? a && v) ]",
            &["a.b asked 1", "a asked 1", "a?", "a.b asked 1", "a?", "a.b asked 1"],
        ),
        ("let v = r.a; in [ v (if r ? a then v else 1) ]", &["a", "a", "a?", "a asked 1"]),
        ("let v = r.a; in if r ? b then v else 1", &["a", "b?", "a"]),
        ("if builtins.hasAttr \"a\" registry then r.a else r.a", &["a?", "a asked 1", "a"]),
        (
            "if lib.hasAttrByPath [ \"a\" \"b\" ] registry then r.a.b else 1",
            &["a.b?", "a.b asked 2"],
        ),
        ("if lib.attrByPath [ \"a\" ] true registry then r.a else 1", &["a?", "a"]),
    ] {
        let body = body.replace("r.", "registry.").replace("r ?", "registry ?");
        let text = format!("{{ registry, lib, x }}: {body}");
        assert_eq!(references(&text), expected, "{text}");
    }
}

#[test]
fn names_that_a_call_has_as_text_count() {
    for (body, expected) in [
        ("builtins.getAttr \"a b\" registry", &["a b"][..]),
        ("lib.getAttrFromPath [ \"a\" \"b\" ] registry.c", &["c.a.b"]),
        ("lib.attrsets.attrByPath [ \"a\" ] null registry", &["a?"]),
        ("with lib; hasAttrByPath [ \"a\" ] registry", &["a?"]),
        ("let inherit (builtins) getAttr; in getAttr \"a\" registry", &["a"]),
        ("(builtins.getAttr \"a\" registry).b", &["a.b"]),
        ("(lib.attrByPath [ \"a\" ] { } registry).b", &["a?"]),
        ("let p = builtins.getAttr \"a\" registry; in p.b", &["a", "a.b"]),
        // What is named, or who names it, is not known here.
        ("builtins.getAttr x registry.a", &["a"]),
        ("lib.getAttrFromPath [ \"a\" x ] registry.b", &["b"]),
        ("x.getAttr \"a\" registry.b", &["b"]),
        ("let getAttr = a: b: a; in getAttr \"a\" registry.b", &["b"]),
        ("builtins.getAttr \"a\" x", &[]),
    ] {
        let text = format!("{{ registry, lib, x }}: {body}");
        assert_eq!(references(&text), expected, "{text}");
    }
}

#[test]
fn a_function_that_the_file_calls_gets_what_the_call_says() {
    for (body, expected) in [
        ("({ registry, ... }: registry.a) { inherit registry; }", &["a"][..]),
        ("({ registry, ... }: registry.a) args", &["a"]),
        ("({ registry, ... }: registry.a) (args // { x = 1; })", &["a"]),
        ("x.callPackage ({ y, registry, ... }: registry.a) { inherit registry; }", &["a"]),
        ("lib.makeOverridable ({ registry }: registry.a) { inherit registry; }", &["a"]),
        ("let f = registry: registry.a; in f registry", &["a"]),
        ("let f = r: { n }: r.a.${n}; in f registry { n = 1; }", &["a…"]),
        ("let f = m: m.b; in f registry.a", &["a.b", "a"]),
        ("(a: a.registry.b) { inherit registry; }", &["b"]),
        ("let s.f = registry: registry.a; in s.f registry", &["a"]),
        ("registry |> (r: r.a)", &["a"]),
        ("let s = { inherit registry; }; in s.registry.a", &["a"]),
        ("let s = { r = { m = registry.a; }; }; in s.r.m.b", &["a", "a.b"]),
        ("let f = { registry, n }: f { inherit registry; n = registry.a; }; in f args", &["a"]),
        // Several registries, or none.
        ("let f = m: m.b; in [ (f registry.a) (f registry.c) ]", &["a", "c"]),
        ("let f = registry: registry.a; in f x", &[]),
        ("({ registry, ... }: registry.a) { }", &[]),
    ] {
        let text = format!("args@{{ registry, lib, x, ... }}: {body}");
        assert_eq!(references(&text), expected, "{text}");
    }
}

#[test]
fn what_gets_the_registry_is_followed_or_said() {
    for (body, expected) in [
        ("import ./a.nix { inherit registry; }", &[true][..]),
        ("x.callPackage ./a.nix { inherit registry; }", &[true]),
        ("(import ./a.nix { }).f { inherit registry; }", &[true]),
        ("import (./. + x) { inherit registry; }", &[false]),
        ("import ./a.nix registry", &[false]),
        ("import ./a.nix { r = registry; }", &[false]),
        ("x.f registry", &[false]),
        ("lib.attrNames registry.a", &[]),
        ("lib.attrValues registry", &[true]),
        ("imp registry", &[true]),
        ("builtins.getAttr x registry", &[false]),
        ("builtins.getAttr \"a\" registry", &[true]),
        ("({ registry }: registry.a) { inherit registry; }", &[]),
        ("let f = m: m.b; in f registry.a", &[true]),
        ("let f = m: m.b; in [ (f registry.a) (f registry.c) ]", &[false, false]),
        ("lib.id registry", &[false]),
        ("lib.attrValues { r = registry; }", &[false]),
        ("lib.attrValues { inherit registry; }", &[false]),
        ("lib.mapAttrs (_: m: m.a) args", &[false]),
        ("lib.nixosSystem { inherit registry; }", &[true]),
        ("x (lib.id registry)", &[false]),
        ("[ registry ]", &[false]),
        ("x [ registry ]", &[false]),
        ("x { s = { r = registry; }; }", &[false]),
        ("{ r = registry; }", &[false]),
        ("if x then registry else { }", &[false]),
        ("registry // x", &[false]),
        ("(x // registry).a", &[false]),
        ("y: registry", &[false]),
        ("x or registry", &[false]),
        ("let r = if x then registry else { }; in r.a", &[false]),
        ("(registry // { b = 1; }).a", &[]),
        ("(let y = 1; in registry).a", &[]),
        ("[ registry.a (registry.a or x) (registry ? a) (args ? registry) ]", &[]),
        ("let r = registry; in r.a", &[]),
        ("with registry; a", &[]),
        ("let inherit (registry) a; in a", &[]),
        ("registry == x", &[]),
        ("{ inherit registry; specialArgs = { inherit registry; }; }", &[]),
    ] {
        let text = format!("args@{{ registry, imp, lib, x, ... }}: {body}");
        let found: Vec<bool> =
            facts(&text).handed.iter().map(|handed| handed.is_followed).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_name_below_something_called_registry_that_is_not_known_is_kept() {
    for (body, expected) in [
        ("s: s.registry.a.b", &["a.b"][..]),
        ("s: s.t.registry.a", &["a"]),
        ("s: let r = s.registry; in r.a", &["a"]),
        ("s: let inherit (s) registry; in registry.a", &["a"]),
        ("s: with s; registry.a", &["a"]),
        ("s: builtins.getAttr \"registry\" s", &[]),
        ("s: (builtins.getAttr \"registry\" s).a", &["a"]),
        ("s: x.lib.id (lib.attrByPath [ \"t\" \"registry\" \"a\" ] null s)", &["a"]),
        ("s: builtins.getAttr \"a\" s.registry", &["a"]),
        ("map ({ registry, ... }: registry.a) x", &["a"]),
        ("let f = { registry }: registry.a; in map f x", &["a"]),
        ("let f = { registry }: registry.a; in f { registry = x; }", &[]),
        ("s: s.registry", &[]),
        ("s: s.nix.registry.a", &[]),
        ("nix: nix.registry.a", &[]),
        ("let s = { registry = 1; }; in s.registry.a", &[]),
        ("s: s.\"nix\".registry.a", &[]),
        ("inputs.x.registry.a", &[]),
        ("s: let t = { u = s; }; in t.u.registry.a", &["a"]),
        ("let t = { u = { registry = x; }; }; in t.u.registry.a", &[]),
    ] {
        let text = format!("{{ inputs, lib, x, ... }}: {body}");
        let found = facts(&text);
        let names: Vec<String> = found.unfollowed.iter().map(|name| name.path.join(".")).collect();
        assert_eq!(names, expected, "{text}");
    }
}

#[test]
fn what_is_not_the_registry_is_left_alone() {
    for text in [
        "let registry = { a = 1; }; in registry.a",
        "registry: registry.a",
        "{ imp.registry.src = 1; nix.registry = 2; }",
        "{ registry, ... }: \"registry.a\" # registry.b",
        "{ nix }: nix.registry.a",
        "{ images }: map ({ registry, ... }: registry.host) images",
        "{ lib, xs, ... }: lib.mapAttrs (name: { registry, tag, ... }: registry.${name}) xs",
        "let url = { registry, tag }: registry.host; in url",
        "({ registry }: registry.a) { registry = 1; }",
        "{ f, ... }: f ({ registry }: registry.a)",
        "{ registry, ... }: { inherit registry; specialArgs = { inherit registry; }; }",
    ] {
        assert_eq!(references(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn modules_inside_and_registries_of_directories_count() {
    assert_eq!(
        references(
            "{ f, ... }: { imports = [ ({ registry, ... }: registry.a) ]; x = f ({ registry, ... }: registry.b); }"
        ),
        ["a", "b"]
    );
    let found = facts("{ imp, ... }: let registry = imp.registry ./.; in registry.x.y");
    let directory = ReferenceRoot::RegistryOf(TreePath::new("a").unwrap());
    assert_eq!(found.references.len(), 1);
    assert_eq!(found.references[0].root, directory);
    assert_eq!(references("{ exports, self, ... }: [ exports.a.b self.overlays.c ]").len(), 2);
}

#[test]
fn the_base_and_the_parts_stand_where_they_are_written() {
    let text = "/* 🦀 */ args@{ ... }: let r = args.registry.\"a b\"; in with r.c; d";
    let parts: Vec<Vec<&str>> = facts(text)
        .references
        .iter()
        .map(|reference| {
            let spans = reference.path.iter().filter_map(|part| part.span);
            spans.chain([reference.base]).map(|span| &text[span.range()]).collect()
        })
        .collect();
    let expected: [&[&str]; 3] =
        [&["\"a b\"", "args.registry"], &["c", "args.registry"], &["d", "args.registry"]];
    assert_eq!(parts, expected);
    assert_eq!(facts(text).references[2].place.start.column, 65);
}

#[test]
fn the_strings_of_a_host_are_names_with_places() {
    let text = "let common = [ \"a\" ]; in { __host = { user = \"alice\"; bases = common ++ map (x: x) [ \"b\" ];
        modules = { registry, ... }: [ \"m.n\" registry.c \"@hw.x\" ]; system = \"x\"; }; }";
    let host = facts(text).host.unwrap();
    let names: Vec<_> = host
        .names
        .iter()
        .map(|name| (name.field, &*name.text, name.span.map(|span| &text[span.range()])))
        .collect();
    assert_eq!(
        names,
        [
            ("bases", "a", Some("a")),
            ("user", "alice", Some("alice")),
            ("bases", "b", None),
            ("modules", "m.n", Some("m.n")),
            ("modules", "@hw.x", Some("@hw.x")),
        ]
    );
}

#[test]
fn a_host_that_is_no_set_is_none() {
    let found = facts("{ __host = \"web\"; }");
    assert_eq!(found.host, None);
    assert_eq!(found.unread[0].reason, "it is a string, not a set");
    assert!(found.unread[0].nix_fails);
    assert!(facts("{ lib }: { __host = lib.host; }").unread.is_empty());
}

#[test]
fn what_an_export_is() {
    let found = facts(
        "{ __exports.a = { _type = \"if\"; b.value = 1; }; __exports.\"\".value = 1;
           __exports.c = { value = 1; strategy = 5; }; __exports.d.e = { value = 1; strategy = null; }; }",
    );
    let sinks: Vec<_> = found.exports.iter().map(|e| &*e.sink).collect();
    assert_eq!(sinks, ["", "a", "d.e"]);
    let unread: Vec<_> = found.unread.iter().map(|u| (u.name.as_deref(), &*u.reason)).collect();
    assert_eq!(unread, [(Some("c"), "its `strategy` is not a string")]);
    // Nix would have to know the argument to tell whether it holds sinks.
    let found = facts("{ __functor = _: { lib, ... }: with lib; { __exports.a = mkDefault 1; }; }");
    assert_eq!((found.exports.len(), found.unread.len()), (0, 1));
}

#[test]
fn exports_hosts_outputs_and_paths() {
    let found = facts(
        "{ __exports.desktop.nixos.value = { }; __exports.\"hm.shell\" = { strategy = \"override\"; value = 1; };
           __host = { system = \"x86_64-linux\"; modules = { registry, ... }: [ ]; };
           __outputs.perSystem.packages.x = { pkgs }: 1; __outputs.overlays.y = import ./y.nix; }",
    );
    let sinks: Vec<_> = found.exports.iter().map(|e| (&*e.sink, e.strategy.as_deref())).collect();
    assert_eq!(sinks, [("desktop.nixos", None), ("hm.shell", Some("override"))]);
    let host = found.host.unwrap();
    assert_eq!(
        host.fields.iter().map(|f| (&*f.name, f.value.is_some())).collect::<Vec<_>>(),
        [("modules", false), ("system", true)]
    );
    assert_eq!(
        found.outputs.iter().map(|o| o.path.join(".")).collect::<Vec<_>>(),
        ["overlays.y", "perSystem.packages.x"]
    );
    assert_eq!(found.paths[0].target.as_ref().unwrap().as_str(), "a/y.nix");
    assert_eq!(found.paths[0].kind, PathUseKind::Import);
}

#[test]
fn paths_with_interpolations_are_certain_as_far_as_their_directory() {
    let text = "{ x, ... }: [ ./a/b-${x}/c ../d/${x}.nix ./${x} ./e ]";
    let found = facts(text).paths;
    let shown: Vec<_> = found
        .iter()
        .map(|path| (path.target.as_ref().unwrap().as_str(), &text[path.place.span.range()]))
        .collect();
    assert_eq!(shown, [("a/a", "./a/"), ("d", "../d/"), ("a", "./"), ("a/e", "./e")]);
    assert_eq!(
        found.iter().map(|path| path.is_partial).collect::<Vec<_>>(),
        [true, true, true, false]
    );
    assert_eq!(
        found.iter().map(|path| path.rest.as_str()).collect::<Vec<_>>(),
        ["/c", ".nix", "", ""]
    );
}

/// The settings of a file with the usual arguments: path, text and column.
fn settings(text: &str) -> Vec<String> {
    let text = format!("{{ lib, c, hm, nixpkgs, self, ... }}:\n{text}");
    let files = MemoryFiles::default();
    let wanted = Wanted { settings: true, ..Wanted::default() };
    let path = TreePath::root().child("a.nix");
    let facts =
        Reader::new(&files, wanted, "registry").read(&path, text.as_bytes(), Role::Elsewhere);
    let facts = facts.expect("the file matters").expect("UTF-8");
    let shown = facts.settings.iter().map(|setting| {
        let text = setting.text.as_deref().unwrap_or("-");
        let mark = if setting.is_dynamic { "?" } else { "" };
        format!("{}{mark} {text} {}", setting.path.join("."), setting.place.start.column)
    });
    shown.collect()
}

#[test]
fn settings_are_found_however_they_are_written() {
    for (text, expect) in [
        ("{ nixpkgs.hostPlatform = lib.mkDefault \"a\"; }", &["nixpkgs.hostPlatform a 11"] as &[_]),
        ("{ config = lib.mkIf c { nixpkgs = { system = \"a\"; }; }; }", &["nixpkgs.system a 37"]),
        ("let u = \"ann\"; in { users.users.${u}.x = 1; }", &["users.users.ann - 33"]),
        ("u: { users.users.${u}.x = 1; }", &["users.users.${u}? - 18"]),
        (
            "{ users.users = { a = { }; } // (if c then { b = 1; } else { }); }",
            &["users.users.a - 19", "users.users.b - 46"],
        ),
        ("{ x = hm.nixosModules.default; }", &["hm.nixosModules.default - 7"]),
        ("import nixpkgs { overlays = [ ]; }", &["import.overlays - 18"]),
        ("pkgs: pkgs.extend self.overlays.a", &["extend - 7"]),
        ("lib.extend (import ./overlays)", &[]),
    ] {
        assert_eq!(settings(text), expect, "{text}");
    }
}

#[test]
fn paths_from_the_root_and_joined_ones_are_followed() {
    let text = "{ self, self', inputs, x, ... }:
      [ (self + \"/n/a.nix\") \"${inputs.self}/n/${x}.nix\" (./b + \"/c.nix\") (self' + \"/d\") (self + x) ]";
    let found = facts(text).paths;
    let shown: Vec<_> = found
        .iter()
        .map(|path| {
            let target = path.target.as_ref().unwrap().as_str();
            (target, &text[path.place.span.range()], path.form)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("n/a.nix", "/n/a.nix", PathForm::FromRoot),
            ("n", "/n/", PathForm::FromRoot),
            ("a/b", "./b", PathForm::Literal),
            ("a/b/c.nix", "./b + \"/c.nix\"", PathForm::Joined),
        ]
    );
}

#[test]
fn paths_after_self_and_variables_below_it_are_from_the_root() {
    let found = |text: &str| {
        let target = |path: PathUse| path.target.unwrap().as_str().to_owned();
        facts(text).paths.into_iter().map(target).collect::<Vec<_>>()
    };
    assert_eq!(found("{ self, x, ... }: [ (self + /n/a.nix) (self + /n/${x}) ]"), ["n/a.nix", "n"]);
    let modules = "let inherit (flake) inputs; inherit (inputs) self; m = self + /m; in";
    let text =
        format!("{{ flake, ... }}: {modules} [ \"${{m}}/a.nix\" (m + \"/b.nix\") (m + \"c\") ]");
    assert_eq!(found(&text), ["m", "m/a.nix", "m/b.nix"]);
    assert_eq!(found("{ flake, ... }: flake.inputs.self + /a.nix"), ["a.nix"]);
    assert_eq!(found("{ flake, ... }: flake.self + \"/a.nix\""), ["a.nix"]);
    // Nix copies what is added to a text, from the root of the machine.
    assert!(found("{ self, ... }: self.outPath + /a.nix").is_empty());
    assert!(found("{ self, ... }: let m = self + /m; in m + /a.nix") == ["m"]);
}

#[test]
fn a_name_that_another_with_may_have_is_possible_and_no_reference() {
    let found = facts("{ registry, lib, ... }: with registry.a; with lib; [ b ]");
    let names = |references: &[Reference]| {
        let name = |other: &Reference| {
            other.path.iter().map(|part| part.name.clone()).collect::<Vec<_>>().join(".")
        };
        references.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(names(&found.possible), ["a.b"]);
    assert_eq!(names(&found.references), ["a"]);
    let found = facts("{ registry, ... }: with registry.a; with registry.b; c.d");
    assert_eq!(names(&found.possible), ["a.c.d"]);
    assert_eq!(names(&found.references), ["a", "b", "b.c.d"]);
}
