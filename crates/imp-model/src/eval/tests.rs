//! What expressions are, and why some can't be known.

use super::*;
use crate::source::MemoryFiles;

const FILES: [(&str, &str); 5] = [
    ("lib.nix", "{ f = x: x + 1; owner = \"nix-community\"; }"),
    ("dir/default.nix", "{ here = ./data.json; up = import ../lib.nix; }"),
    ("dir/data.json", r#"{ "url": "github:a/b", "list": [1, null, true] }"#),
    ("broken.nix", "{ a = 1 "),
    ("nul", "a\0b"),
];

fn evaluate(text: &str) -> std::result::Result<Known, String> {
    let files = MemoryFiles::new(FILES);
    let mut evaluator = Evaluator::new(&files);
    let path = TreePath::new("test.nix").unwrap();
    let known = evaluator
        .file(&path, syntax::parse(text.into()))
        .and_then(|value| evaluator.known_value(&value));
    known.map_err(|stop| format!("{:?}: {}", stop.kind, stop.reason))
}

/// Checks that a text has the value of another, simpler one.
#[track_caller]
fn same(text: &str, simpler: &str) {
    assert_eq!(evaluate(text), Ok(evaluate(simpler).unwrap()), "{text}");
}

#[track_caller]
fn stops(text: &str, words: &str) {
    let error = evaluate(text).expect_err(text);
    assert!(error.contains(words), "{text}: {error}");
}

#[test]
fn sets_and_scopes() {
    same("rec { a = 1; b = a; }.b", "1");
    same("let a.b = 1; a.c = 2; in a", "{ b = 1; c = 2; }");
    same(
        "let s = { x = 1; }; inherit (s) x; in { inherit x; inherit (s) x2; } // { x2 = x; }",
        "{ x = 1; x2 = 1; }",
    );
    same("{ ${\"a\" + \"b\"} = 1; ${null} = 2; }", "{ ab = 1; }");
    same("with { a = 1; }; with { b = a; }; a + b", "2");
    same("let a = 1; in with { a = 2; }; a", "1");
    same("{ a.b.c = 1; }.a.b.c or 2", "1");
    same("{ a = 1; }.a.b or 2", "2");
    same("{ a.b = 1; } ? a.b && !({ a = 1; } ? a.b)", "true");
    same("let x = x; in { a = 1; }.a", "1");
    same("let { a = 1; body = a; }", "1");
    same("rec { a = { b = c; }; a.d = 1; c = 2; }.a", "{ b = 2; d = 1; }");
}

#[test]
fn functions() {
    same("(x: y: x - y) 3 1", "2");
    same("({ a, b ? a, ... }@all: [ a b (all ? c) ]) { a = 1; c = 2; }", "[ 1 1 true ]");
    same("let f = { __functor = self: x: x + self.n; n = 1; }; in f 2", "3");
    same("[ 1 2 ] |> map (x: x + 1)", "[ 2 3 ]");
    same("builtins.foldl' (a: b: a // b) { } [ { a = 1; } { b = 2; } ]", "{ a = 1; b = 2; }");
    same(
        "builtins.listToAttrs (map (n: { name = n; value = { url = \"x:${n}\"; }; }) [ \"a\" ])",
        "{ a.url = \"x:a\"; }",
    );
    same("builtins.mapAttrs (n: v: n + v) { a = \"b\"; }", "{ a = \"ab\"; }");
    same("builtins.sort (a: b: a < b) [ 3 1 2 ]", "[ 1 2 3 ]");
    same("builtins.tryEval (throw \"x\")", "{ success = false; value = false; }");
    same("builtins.replaceStrings [ \"a\" \"\" ] [ \"b\" \"-\" ] \"ac\"", "\"b-c-\"");
    same("toString [ 1 [ ] \"a\" true null 1.5 ]", "\"1 a 1  1.500000\"");
    same("builtins.compareVersions \"1.2pre1\" \"1.2\"", "-1");
}

#[test]
fn strings() {
    same("\"a${\"b\"}\" + ''\n    x ''${y}\n      z\n  ''", "\"abx \\${y}\\n  z\\n\"");
    same("github:a/b", "\"github:a/b\"");
    same("\"\\n\\${x}\\t\"", "\"\n$\" + \"{x}\t\"");
}

#[test]
fn files() {
    same("(import ./lib.nix).f 1", "2");
    same("(import ./dir).up.owner", "\"nix-community\"");
    same(
        "builtins.fromJSON (builtins.readFile (import ./dir).here)",
        "{ url = \"github:a/b\"; list = [ 1 null true ]; }",
    );
    same(
        "builtins.readDir ./dir",
        "{ \"default.nix\" = \"regular\"; \"data.json\" = \"regular\"; }",
    );
    stops("builtins.readFile ./nul", "Error: `nul` holds the character U+0000");
    same("builtins.pathExists ./nul", "true");
    same("builtins.pathExists ./nothing || builtins.pathExists ./dir", "true");
    same("./dir + \"/../x.nix\"", "./x.nix");
    same("./dir + { __toString = _: \"/x.nix\"; }", "./dir/x.nix");
    stops("./dir + 1", "Error: an integer stands where a string is needed");
    same("let n = \"x\"; in ./dir/${n}.nix", "./dir/x.nix");
    stops("import ./broken.nix", "Error: `broken.nix` does not parse");
    stops("import ./nothing.nix", "Error: `nothing.nix` can't be read");
    stops("import ../outside.nix", "Unknown: `../outside.nix` leads out of the flake");
    stops("\"${./lib.nix}\"", "Unknown: `lib.nix` as a string is a path in the Nix store");
    stops("import <nixpkgs> { }", "Unknown: `<nixpkgs>` depends on `NIX_PATH`");
}

#[test]
fn what_only_nix_knows_is_unknown_and_says_so() {
    stops("builtins.currentSystem", "Unknown: `builtins.currentSystem` is only known");
    stops("builtins.fetchTarball \"x\"", "Unknown: `builtins.fetchTarball …` is only known");
    stops("if builtins.getEnv \"X\" == \"\" then 1 else 2", "Unknown: `builtins.getEnv …`");
    stops("{ a = builtins.currentSystem; } ? a.b", "Unknown");
    stops("x: x", "Error: a function is no data");
    same("{ a = builtins.currentSystem; } ? a", "true");
}

#[test]
fn what_nix_refuses_is_refused() {
    stops("{ }.a", "Error: the attribute `a` is missing");
    stops("({ a }: a) { }", "without its argument `a`");
    stops("({ a }: a) { a = 1; b = 2; }", "unexpected argument `b`");
    stops("[ 1 ] |> map <| [ 1 ]", "parentheses around one of the pipes");
    stops("(x: x) <| 1 |> (x: x)", "parentheses around one of the pipes");
    stops("1 / 0", "divided by zero");
    stops("assert false; 1", "Thrown: an assertion fails");
    stops("\"a\" + 1", "an integer stands where a string is needed");
    stops("9223372036854775807 + 1", "overflows");
    stops("let x = x; in x", "depends on itself");
    stops("abort \"no\"", "Error: it aborts: no");
}

#[test]
fn what_is_in_builtins_depends_on_nix() {
    same(
        "[ (builtins ? map) (builtins ? fetchTree) (builtins ? builtins.map) ]",
        "[ true true true ]",
    );
    same("builtins.builtins.length [ 1 ]", "1");
    same("with builtins; length [ 1 ]", "1");
    stops("builtins ? currentSystem", "Unknown: what is in `builtins` depends");
    stops("builtins ? noSuchThing", "Unknown: what is in `builtins` depends");
    stops("builtins.noSuchThing or 1", "Unknown: `noSuchThing` is not among");
    stops("builtins.attrNames builtins", "Unknown: what is in `builtins` depends");
    stops("builtins.hasAttr \"warn\" builtins", "Unknown: what is in `builtins` depends");
    stops("(builtins // { }) ? exec", "Unknown: what is in `builtins` depends");
}

#[test]
fn a_builtin_wants_a_function_even_when_it_calls_none() {
    for call in [
        "any 1 [ ]",
        "all 1 [ ]",
        "concatMap 1 [ ]",
        "groupBy 1 [ ]",
        "partition 1 [ ]",
        "genList 1 0",
        "zipAttrsWith 1 [ ]",
        "foldl' 1 2 [ ]",
        "sort 1 [ 1 ]",
        "length (builtins.map 1 [ 1 ])",
    ] {
        stops(&format!("builtins.{call}"), "Error: an integer stands where a function is needed");
    }
    for call in ["map 1 [ ]", "filter 1 [ ]", "sort 1 [ ]"] {
        same(&format!("builtins.{call}"), "[ ]");
    }
    same("builtins.all { __functor = _: x: x; } [ true ]", "true");
}

/// Which of two failures comes first shows in `tryEval`.
#[test]
fn things_are_looked_at_in_the_order_of_nix() {
    same("{ } ? a.${throw \"x\"}", "false");
    same("{ }.a.${throw \"x\"} or 1", "1");
    same("builtins.elem (throw \"x\") [ ]", "false");
    stops("builtins.elem (throw \"x\") 1", "Error: an integer stands where a list");
    stops("builtins.addErrorContext 1 (throw \"x\")", "Error: an integer stands where a string");
    same("builtins.addErrorContext 1 2", "2");
    stops("{ a = 1; b = throw \"x\"; } == { a = 2; b = 1; }", "Unknown: Nix goes through");
    stops("{ a = 1; b = throw \"x\"; } == { a = 1; b = 1; }", "Thrown: it throws: x");
    stops("{ a = 1; b = throw \"x\"; } == { b = 1; c = 1; }", "Unknown: Nix goes through");
    same("{ a = throw \"x\"; } == { }", "false");
    stops("builtins.deepSeq { a = throw \"x\"; b = 1 + null; } 1", "Unknown: Nix goes through");
    stops("builtins.addErrorContext (throw \"x\") builtins.currentSystem", "Unknown");
    stops("builtins.warn { } 1", "Error: a set stands where a string");
    stops("builtins.partition (x: true) [ (throw \"x\") ]", "Thrown: it throws: x");
    same("builtins.length (builtins.filter (x: true) [ (throw \"x\") ])", "1");
}

#[test]
fn only_what_is_in_order_can_be_sorted() {
    same(
        "builtins.sort (a: b: a.x < b.x) [ { x = 2; } { x = 1; y = 1; } { x = 1; } ]",
        "[ { x = 1; y = 1; } { x = 1; } { x = 2; } ]",
    );
    same("builtins.sort (a: b: false) [ 3 1 2 ]", "[ 3 1 2 ]");
    same(
        "builtins.head (builtins.sort builtins.lessThan (builtins.genList (x: 999 - x) 999))",
        "1",
    );
    stops("builtins.sort (a: b: true) [ 1 2 ]", "Unknown: what `sort` gives");
    stops("builtins.sort (a: b: a == 1 && b == 3) [ 1 2 3 ]", "Unknown: what `sort` gives");
    stops("builtins.sort (a: b: a < b) [ 1 \"a\" 2 ]", "Error: ");
    stops(
        "builtins.sort (a: b: if a == 1 && b == 3 then throw \"x\" else a < b) [ 1 2 3 ]",
        "Unknown: what `sort` gives",
    );
    stops(
        "builtins.sort (a: b: a < b) (builtins.genList (x: x) 999)",
        "Unknown: `sort` is given more",
    );
    same("builtins.length (builtins.sort (throw \"x\") [ ])", "0");
    same("builtins.length (builtins.sort (a: throw \"x\") [ 1 ])", "1");
}

#[test]
fn floats_are_read_to_the_last_bit() {
    same("builtins.fromJSON \"1e-301\"", "1.0e-301");
    same("builtins.fromJSON \"105820104.97142857\"", "105820104.97142857");
}

#[test]
fn what_changes_its_meaning_later_is_unknown() {
    stops("rec { __overrides = { a = 5; }; a = 1; b = a; }.b", "Unknown: `__overrides` changes");
    same("{ __overrides = { a = 5; }; a = 1; }.a", "1");
    stops("builtins.fromJSON \"-0\"", "Unknown: `-0` is an integer");
    same("builtins.fromJSON \"[0, -1, 0.0]\"", "[ 0 (-1) 0.0 ]");
}

#[test]
fn copying_is_work() {
    for text in [
        "let l = builtins.genList (x: x) 100000; in builtins.foldl' (a: _: builtins.length (builtins.tail l)) 0 (builtins.genList (x: x) 50000)",
        "let s = builtins.concatStringsSep \"\" (builtins.genList (_: \"0123456789\") 100000); in builtins.foldl' (a: i: builtins.stringLength (s + toString i)) 0 (builtins.genList (x: x) 5000)",
        "let s = builtins.concatStringsSep \"\" (builtins.genList (_: \"0123456789\") 100000); in builtins.foldl' (a: i: builtins.stringLength (builtins.substring 1 900000 s)) 0 (builtins.genList (x: x) 50000)",
    ] {
        stops(text, "Unknown: it makes more than 128 MiB");
    }
}

#[test]
fn taking_versions_and_paths_apart_is_work() {
    let long =
        "let s = builtins.concatStringsSep \"\" (builtins.genList (_: \"1.1.1.1.1.\") 100000); in";
    let often = "(builtins.genList (x: x) 500000)";
    for call in [
        "builtins.length (builtins.splitVersion s)",
        "builtins.compareVersions s \"${s}1\"",
        "builtins.stringLength (builtins.parseDrvName s).name",
        "builtins.stringLength (baseNameOf s)",
        "builtins.stringLength (dirOf \"${s}/\")",
    ] {
        let error =
            evaluate(&format!("{long} builtins.foldl' (a: i: {call}) 0 {often}")).expect_err(call);
        assert!(error.starts_with("Unknown: it "), "{call}: {error}");
    }
}

#[test]
fn versions_compare_as_numbers_only_while_they_fit() {
    same("builtins.compareVersions \"20240101120000\" \"9\"", "-1");
    same("builtins.compareVersions \"2147483647\" \"9\"", "1");
}

#[test]
fn a_variable_can_be_an_operator() {
    for text in ["1 - 2", "2 * 3", "4 / 2", "1 < 2", "1 >= 2", "-1"] {
        let bound = "let __sub = a: b: 42; __mul = __sub; __div = __sub; __lessThan = __sub; in";
        stops(&format!("{bound} {text}"), "Unknown: a variable such as `__sub`");
    }
    same("{ __sub = 1; }.__sub + 2 - 1", "2");
}

#[test]
fn what_nix_looks_at_first_decides() {
    same("(builtins.tryEval ((abort \"y\") > (throw \"x\"))).success", "false");
    stops("builtins.tryEval ((throw \"x\") <= (abort \"y\"))", "Error: it aborts");
    stops("builtins.tryEval ({ } + (throw \"x\"))", "Error: ");
    stops("builtins.tryEval (1 // (throw \"x\"))", "Error: ");
    stops("builtins.tryEval (builtins.substring (-1) 1 (throw \"x\"))", "Error: ");
    stops("builtins.tryEval (scopedImport (throw \"x\") (abort \"y\"))", "Error: it aborts");
}

#[test]
fn what_depends_on_memory_or_version_is_unknown() {
    stops("let i = 1.0e200 * 1.0e200; n = i - i; in [ n ] == [ n ]", "Unknown: ");
    same("let i = 1.0e200 * 1.0e200; n = i - i; in n == n", "false");
    stops("dirOf \"a//b\"", "Unknown: ");
    stops("builtins.fromJSON \"\\\"\\\\u0000\\\"\"", "Unknown: ");
}

#[test]
fn evaluation_always_ends() {
    std::thread::Builder::new()
        .stack_size(16 << 20)
        .spawn(|| {
            stops("let f = x: f (x + 1); in f 0", "Unknown: it nests deeper");
            stops("let f = x: [ (f x) ]; in f 0", "Unknown: it nests deeper");
            stops("builtins.genList (x: x) 1000000000", "Unknown: a list of");
            stops("let d = s: n: if n == 0 then s else d (s + s) (n - 1); in d \"aaaa\" 60", "Unknown: a string grows");
            stops("builtins.foldl' (a: b: builtins.foldl' (c: d: c + d) a (builtins.genList (x: x) 5000)) 0 (builtins.genList (x: x) 5000)", "Unknown: it takes more work");
            stops("builtins.foldl' (a: x: [ a ]) [ ] (builtins.genList (x: x) 100000)", "Unknown: it nests deeper");
            stops("builtins.foldl' (a: _: a ++ a) [ 1 ] (builtins.genList (x: x) 60)", "Unknown: a list of");
            stops("builtins.foldl' (a: _: toString [ a a ]) \"x\" (builtins.genList (x: x) 60)", "Unknown: a string grows");
            same(&format!("1{}", " + 1".repeat(500)), "501");
            stops(&format!("1{}", " + 1".repeat(1500)), "Unknown: it nests deeper");
        })
        .unwrap()
        .join()
        .unwrap();
}
