//! The tree and the errors of small files.

use super::*;

fn errors(text: &str) -> Vec<String> {
    let parsed = parse(text.into());
    parsed
        .error
        .iter()
        .map(|error| format!("{} `{}`", error.message, &text[error.span.range()]))
        .collect()
}

/// What the variable `name`, where it is used last, refers to.
fn resolved(text: &str, name: &str) -> Resolved {
    let parsed = parse(text.into());
    assert_eq!(parsed.error, None, "{text}");
    let tree = &parsed.tree;
    let mut found: Vec<_> = tree
        .exprs()
        .filter_map(|(id, expr)| match expr {
            Expr::Var(n, resolved) if tree.name(n) == name => {
                Some((tree.span(id), resolved.clone()))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(span, _)| *span);
    found.pop().expect("the variable is used").1
}

fn up_and_slot(text: &str, name: &str) -> (u32, u32) {
    match resolved(text, name) {
        Resolved::Local { up, slot, .. } => (up, slot),
        other => panic!("{other:?}"),
    }
}

#[test]
fn variables_resolve_to_the_innermost_scope() {
    assert_eq!(up_and_slot("a: b: a", "a"), (1, 0));
    assert_eq!(up_and_slot("{ a, b }@c: b", "b"), (0, 1));
    assert_eq!(up_and_slot("{ a, b }@c: c", "c"), (0, 2));
    assert_eq!(up_and_slot("x: let y = x; in with y; x", "x"), (2, 0));
    assert_eq!(up_and_slot("rec { a = 1; b = a; }", "a"), (0, 0));
    assert_eq!(up_and_slot("a: rec { inherit a; }", "a"), (0, 0));
    assert_eq!(up_and_slot("let s = { }; inherit (s) t; in t", "s"), (0, 0));
}

#[test]
fn a_with_is_asked_last() {
    assert!(matches!(resolved("x: with x; y", "y"), Resolved::With(withs) if withs.len() == 1));
    assert!(
        matches!(resolved("x: with x; with x; y", "y"), Resolved::With(withs) if withs[0].up == 0 && withs[1].up == 1)
    );
    assert_eq!(resolved("x: with x; map", "map"), Resolved::Global);
    assert_eq!(up_and_slot("x: y: with x; y", "y"), (1, 0));
}

#[test]
fn what_nix_rejects_is_an_error_that_names_the_place() {
    assert_eq!(errors("{ a = 1; b = 2; a = 3; }"), ["the attribute `a` is already defined `a`"]);
    assert_eq!(errors("{ a.b = 1; a.b = 2; }"), ["the attribute `b` is already defined `b`"]);
    assert_eq!(errors("{ a = 1; a.b = 2; }"), ["the attribute `a` is already defined `a`"]);
    assert_eq!(
        errors("{ a.x.y = 1; a = { x.y = 1; }; }"),
        ["the attribute `y` is already defined `y`"]
    );
    assert_eq!(errors("{ a, a }: 1"), ["the argument `a` is named twice `a`"]);
    assert_eq!(errors("{ a }@a: 1"), ["the argument `a` is named twice `a`"]);
    assert_eq!(errors("x: y"), ["undefined variable `y` `y`"]);
    assert_eq!(
        errors("let ${x} = 1; x = 2; in 3"),
        ["a `let` can't bind a name that is worked out `${x}`"]
    );
    assert_eq!(
        errors("99999999999999999999"),
        ["`99999999999999999999` is too large for an integer `99999999999999999999`"]
    );
}

#[test]
fn what_nix_merges_is_no_error() {
    for text in [
        "{ a.b = 1; a.c = 2; a = { d = 3; }; }",
        "{ a = { b = 1; }; a = { c = 2; }; }",
        "{ a.b.c = 1; a = { b.d = 2; }; }",
        "{ a = ({ b = 1; }); a.c = 2; }",
        "{ ${\"a\"} = 1; }",
        "let a.b = 1; a.c = 2; in a",
        "{ a = rec { x = 1; }; a.y = x: x; }",
        "{ inherit ({ a = 1; }) a; inherit ({ b = 1; }) b; }",
        "let { a = 1; body = a; }",
        "[ 1 ] |> map (x: x)",
    ] {
        assert_eq!(errors(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn syntax_errors_are_in_words_and_at_the_place() {
    assert_eq!(errors("{ a = 1 }"), ["expected `;`, found `}` `}`"]);
    assert_eq!(errors("{ a = ; }"), ["expected an expression, found `;` `;`"]);
    assert_eq!(errors("{ a = [ 1 2; }").len(), 1);
    assert!(errors("{ a = ").first().unwrap().contains("end of the file"));
    assert!(errors("").first().unwrap().contains("end of the file"));
}

#[test]
fn a_word_counts_where_it_is_a_name() {
    let text =
        "{ __inputs = 1; } # __inputs\n\"__inputs\" \"an __inputs\" /* __inputs */ __inputsX";
    assert_eq!(occurrences(text, "__inputs").len(), 2);
}

/// Runs with the stack that [`parse`] says it needs.
fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(8 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn deep_files_are_errors_and_no_overflow() {
    on_small_stack(|| {
        for open in
            ["[", "{ a = ", "(", "\"${", "!", "- ", "[ (", "f {a=", "a: ", "let a=1; in ", "rec{a="]
        {
            let text = open.repeat(100_000);
            assert!(errors(&text)[0].contains("nested deeper"), "{open}");
        }
        for (open, close) in
            [("[", "]"), ("(", ")"), ("{ a = ", "1; }"), ("x: (", ")"), ("!(", ")")]
        {
            let text = format!("{}1{}", open.repeat(250), close.repeat(250));
            assert!(!errors(&text).iter().any(|error| error.contains("nested deeper")), "{open}");
        }
    });
}

#[test]
fn long_files_are_read_without_recursion() {
    on_small_stack(|| {
        for (chain, end) in [
            ("a + ", "a"),
            ("a ++ ", "a"),
            ("a // ", "a"),
            ("a ", "a"),
            ("a -> ", "a"),
            ("a |> ", "a"),
            ("a <| ", "a"),
            ("a.b.c + ", "a"),
        ] {
            let text = format!("a: {}{end}", chain.repeat(100_000));
            assert_eq!(errors(&text), [] as [&str; 0], "{chain}");
        }
        let path = format!("a: a{}", ".b".repeat(100_000));
        assert_eq!(errors(&path), [] as [&str; 0]);
        let list = format!("a: [ {} ]", "a.b (a a) \"s\" ".repeat(50_000));
        assert_eq!(errors(&list), [] as [&str; 0]);
        let entries: String = (0..50_000).map(|n| format!("a{n}.b = {n};\n")).collect();
        assert_eq!(errors(&format!("rec {{ {entries} }}")), [] as [&str; 0]);
    });
}

#[test]
fn where_rnix_differs_from_nix_nix_is_right() {
    assert_eq!(
        errors("a: a == a == a"),
        ["expected parentheses around one of the comparisons, found `==` `==`"]
    );
    assert_eq!(errors("a: a -> a -> a"), [] as [&str; 0]);
}

/// `rnix`' own parser and ours accept the same texts, but where `rnix` is known to differ from Nix.
#[test]
fn rnix_agrees() {
    for text in [
        "a: -a ? b",
        "a: !a // a == a",
        "a: a.b or a a",
        "a: [ a.b or a a ]",
        "a: a or a",
        "{ or = 1; }",
        "{ }",
        "{ }: 1",
        "{ ... }: 1",
        "{ }@a: 1",
        "a@{ }: 1",
        "a@{ b, ... }: 1",
        "{ a ? 1, }: a",
        "(a: a) { a = 1; }",
        "a: ./a/${a}.nix",
        "a: [ ./a${a} ./b ]",
        "./a/",
        "<nixpkgs>",
        "~/a",
        "/a",
        "a: if a then a else a",
        "a: assert a; with a; a",
        "let in 1",
        "let a = 1; in",
        "{ a = 1 }",
        "{ inherit; }",
        "a: { inherit a \"b\"; }",
        "a: { inherit (a) b ${\"c\"}; }",
        "a: { ${a} = 1; \"${a}\" = 2; }",
        "rec { a = 1; }",
        "let { body = 1; }",
        "1 2",
        "a: (a == a) == a",
        "1.5e3",
        ".5",
        "a:b",
        "http://x.y",
        "''a${\"b\"}''",
        "\"a",
        "''a",
        "{ a. = 1; }",
        "{ .a = 1; }",
        "[ 1",
        "a: a |> a",
        "a: @",
        "a: a.\"b\".${a}",
    ] {
        let rnix = rnix::Root::parse(text).errors().is_empty();
        let ours = errors(text).iter().all(|error| error.starts_with("undefined"));
        assert_eq!(ours, rnix, "{text}: {:?}", errors(text));
    }
}

/// Each is what `nix-instantiate --parse` says.
#[test]
fn paths_and_floats_end_where_nix_ends_them() {
    for text in ["1.0e308", "0.0e-999", ".5e3", "1.", "./a/b", "~/a", "./${\"a\"}/b", "<a/b>"] {
        assert_eq!(errors(text), Vec::<String>::new(), "{text}");
    }
    for text in [
        "1.0e400",
        "1.0e-400",
        "5.0e-324",
        "/a//b",
        "./a//b",
        "./a/",
        "1\u{b}+1",
        "1\u{c}+1",
        "1\u{a0}+1",
        "<a/>",
        "<a//b>",
    ] {
        assert_eq!(errors(text).len(), 1, "{text}");
    }
}

#[test]
fn every_part_of_a_path_is_a_level() {
    let deep = |parts: usize| "a.".repeat(parts) + "a";
    for text in [
        format!("{{ x.{} = 1; }}", deep(20_000)),
        format!("let x.{} = 1; in x", deep(20_000)),
        format!("{{ {} = 1; }}", deep(100_000)),
        format!("{{ {p} = {{ {p} = 1; }}; }}", p = deep(300)),
    ] {
        assert!(errors(&text)[0].starts_with("nested deeper than 512 levels"), "{}", &text[..40]);
    }
    assert_eq!(errors(&format!("{{ {} = 1; {}.b = 1; }}", deep(400), deep(399))), [""; 0]);
    assert_eq!(errors(&format!("x: x.{}", deep(20_000))), [""; 0]);
}

#[test]
fn tokens_that_change_are_found_and_layout_is_none() {
    let changed =
        |old: &str, new: &str| changed_token(old, new).map(|span| old[span.range()].to_owned());
    for (old, new) in [
        ("{a=(1);}", "{\n  a = 1; # one\n}\n"),
        ("{a,b}:a", "{\n  a,\n  b,\n}:\na"),
        ("[http://a/b ''\n c${d}'']", "[ \"http://a/b\" ''\n    c${d}'' ]"),
    ] {
        assert_eq!(changed(old, new), None, "{old}");
    }
    assert_eq!(changed("[ a+b/c ]", "[ a + b/c ]").as_deref(), Some("a+b/c"));
    assert_eq!(changed("git+https://x", "git + \"https://x\"").as_deref(), Some(""));
    assert_eq!(changed("[ 1 2 ]", "[ 1 ]").as_deref(), Some("2"));
    assert_eq!(changed("a", "a b").as_deref(), Some("a"));
}

#[test]
fn strings_and_urls_are_found_in_order() {
    let text = r#"[ "a${"b"}" a.b:c "" # "x"
        ''d'' ]"#;
    let found = strings_and_urls(text).into_iter().map(|span| &text[span.range()]);
    let expected = [r#""a${"b"}""#, r#""b""#, "a.b:c", r#""""#, "''d''"];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}
