//! Inputs to the text of `flake.nix`.
//!
//! The text is the one that `formatFlake` of the Nix library gives, byte for byte, and a fixed point of
//! the formatter.

use std::fmt::Write as _;

use imp_model::eval::{Known, KnownAttrs};

/// Everything that is in a generated `flake.nix`.
#[derive(Clone, Debug, PartialEq)]
pub struct Flake {
    /// Comments at the top, without the line break at the end; may be empty.
    pub header: String,
    /// `description`; left out when empty.
    pub description: String,
    /// `nixConfig`; left out when empty.
    pub nix_config: KnownAttrs,
    /// The file of the outputs, relative to `flake.nix`: `./nix/flake`.
    pub outputs_file: String,
    /// Name and definition, in byte order of the names.
    pub core: Vec<(String, Known)>,
    /// Name and definition, in byte order of the names.
    pub collected: Vec<(String, Known)>,
}

/// Why there is no text for a flake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderError {
    /// A line of the header is no comment, so that it would become code.
    HeaderIsCode(String),
    /// The formatter does not accept the text; the definitions hold what no flake can hold.
    NotNix(String),
}

impl std::fmt::Display for RenderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::HeaderIsCode(line) => {
                write!(f, "`imp.flakeFile.header` has the line `{line}`, which is not a comment")
            }
            Self::NotNix(words) => write!(f, "the flake would not parse: {words}"),
        }
    }
}

impl std::error::Error for RenderError {}

/// How many characters a line of the official style has at most.
const MAX_WIDTH: usize = 100;

/// The text of `flake.nix`.
///
/// # Errors
/// [`RenderError`].
pub fn render(flake: &Flake) -> Result<String, RenderError> {
    let mut out = header(&flake.header)?;
    let body = out.len();
    out.push_str("{\n");
    if !flake.description.is_empty() {
        let _ = writeln!(out, "  description = {};", quoted(&flake.description));
    }
    if !flake.nix_config.is_empty() {
        out.push_str("  nixConfig = ");
        set(&flake.nix_config, 1, &mut out);
        out.push_str(";\n");
    }
    inputs(flake, &mut out);
    let _ = writeln!(out, "  outputs = inputs: import {} inputs;", file(&flake.outputs_file));
    out.push_str("}\n");
    if is_laid_out(&out[..body], &out[body..]) {
        return Ok(out);
    }
    // Long texts and odd headers are the formatter's to lay out.
    imp_fmt::format_nix(&out).map_err(|error| RenderError::NotNix(error.to_string()))
}

/// The comments as the formatter leaves them. Each kind of line end is the end of a comment to Nix.
pub(crate) fn header(text: &str) -> Result<String, RenderError> {
    let mut out = String::new();
    for line in text.replace("\r\n", "\n").split(['\n', '\r']).map(str::trim_end) {
        if !line.is_empty() && !line.starts_with('#') {
            return Err(RenderError::HeaderIsCode(line.to_owned()));
        }
        // One blank line at most, and only between others.
        if !line.is_empty() || !out.is_empty() && !out.ends_with("\n\n") {
            out.push_str(line);
            out.push('\n');
        }
    }
    if out.ends_with("\n\n") {
        out.pop();
    }
    Ok(out)
}

/// Whether the formatter is certain to leave a text as it is written here. Then it need not be asked, which takes
/// longer than everything else together.
fn is_laid_out(header: &str, body: &str) -> bool {
    let is_plain_comment = |line: &str| {
        line.strip_prefix("# ").is_some_and(|words| !words.starts_with(char::is_whitespace))
    };
    let is_plain = |line: &str| line.len() <= MAX_WIDTH && !line.ends_with('[');
    header.lines().all(is_plain_comment) && body.lines().all(is_plain)
}

fn inputs(flake: &Flake, out: &mut String) {
    let groups = [("Core inputs", &flake.core), ("Collected from __inputs", &flake.collected)];
    let mut groups = groups.into_iter().filter(|(_, inputs)| !inputs.is_empty()).peekable();
    if groups.peek().is_none() {
        out.push_str("  inputs = { };\n");
        return;
    }
    out.push_str("  inputs = {\n");
    while let Some((title, inputs)) = groups.next() {
        let _ = writeln!(out, "    # {title}");
        for (name, definition) in inputs {
            input(name, definition, out);
        }
        if groups.peek().is_some() {
            out.push('\n');
        }
    }
    out.push_str("  };\n");
}

/// One input: dotted lines where it has only a `url` and `inputs.*.follows`, else a set.
fn input(name: &str, definition: &Known, out: &mut String) {
    let name = attribute_name(name);
    match short(definition) {
        Some((url, follows)) => {
            let _ = writeln!(out, "    {name}.url = {};", quoted(url));
            for (input, target) in follows {
                let input = attribute_name(input);
                let _ = writeln!(out, "    {name}.inputs.{input}.follows = {};", quoted(target));
            }
        }
        None => {
            let _ = write!(out, "    {name} = ");
            value(definition, 2, out);
            out.push_str(";\n");
        }
    }
}

/// The URL and what follows what, if a definition holds nothing else.
fn short(definition: &Known) -> Option<(&str, Vec<(&str, &str)>)> {
    let Known::Attrs(attrs) = definition else { return None };
    if attrs.keys().any(|name| !matches!(name.as_str(), "url" | "inputs")) {
        return None;
    }
    let url = definition.get("url")?.as_str()?;
    let Some(inputs) = definition.get("inputs") else { return Some((url, Vec::new())) };
    let Known::Attrs(inputs) = inputs else { return None };
    if inputs.is_empty() {
        return None;
    }
    let follows = inputs.iter().map(|(name, input)| match &input.value {
        Known::Attrs(attrs) if attrs.len() == 1 => {
            Some((name.as_str(), input.value.get("follows")?.as_str()?))
        }
        _ => None,
    });
    Some((url, follows.collect::<Option<_>>()?))
}

fn value(known: &Known, depth: usize, out: &mut String) {
    match known {
        Known::Null => out.push_str("null"),
        Known::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        // It is the negation of a number that is too large.
        Known::Int(i64::MIN) => out.push_str("-9223372036854775807 - 1"),
        Known::Int(number) => out.push_str(&number.to_string()),
        Known::Float(number) => out.push_str(&number.to_string()),
        Known::String(text) => out.push_str(&quoted(text)),
        Known::Path(path) => out.push_str(&file(path.as_str())),
        Known::List(items) if items.is_empty() => out.push_str("[ ]"),
        Known::List(items) if items.len() == 1 && !is_nested(&items[0]) => {
            out.push_str("[ ");
            value(&items[0], depth, out);
            out.push_str(" ]");
        }
        Known::List(items) => {
            out.push_str("[\n");
            for item in items {
                indent(depth + 1, out);
                value(item, depth + 1, out);
                out.push('\n');
            }
            indent(depth, out);
            out.push(']');
        }
        Known::Attrs(attrs) if attrs.is_empty() => out.push_str("{ }"),
        Known::Attrs(attrs) => set(attrs, depth, out),
    }
}

/// Whether a value has lines of its own.
fn is_nested(known: &Known) -> bool {
    match known {
        Known::List(items) => !items.is_empty(),
        Known::Attrs(attrs) => !attrs.is_empty(),
        _ => false,
    }
}

fn set(attrs: &KnownAttrs, depth: usize, out: &mut String) {
    out.push_str("{\n");
    for (name, attr) in attrs {
        indent(depth + 1, out);
        let _ = write!(out, "{} = ", attribute_name(name));
        value(&attr.value, depth + 1, out);
        out.push_str(";\n");
    }
    indent(depth, out);
    out.push('}');
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

/// A name as an attribute: bare where Nix reads it so, else quoted.
fn attribute_name(name: &str) -> String {
    const KEYWORDS: [&str; 10] =
        ["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"];
    let mut bytes = name.bytes();
    let is_bare = bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'\''))
        && !KEYWORDS.contains(&name);
    if is_bare { name.to_owned() } else { quoted(name) }
}

/// A text as a string literal.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' if chars.peek() == Some(&'{') => out.push_str("\\$"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A file as a path literal, or where Nix has none for it, as a path made from text.
fn file(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = if path.starts_with("./") || path.starts_with("../") {
        path.to_owned()
    } else {
        format!("./{path}")
    };
    let is_plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-'))
    };
    if path.split('/').skip(1).all(is_plain) {
        path
    } else {
        format!("(./. + {})", quoted(&path[1..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use imp_model::eval::{Evaluator, Value};
    use imp_model::source::{MemoryFiles, TreePath};
    use imp_model::syntax;

    fn flake(collected: &str) -> Flake {
        Flake {
            header: "# test".into(),
            description: String::new(),
            nix_config: KnownAttrs::new(),
            outputs_file: "./outputs.nix".into(),
            core: Vec::new(),
            collected: inputs_of(&format!("{{ inputs = {{ {collected} }}; }}")).unwrap(),
        }
    }

    fn settings(text: &str) -> KnownAttrs {
        let settings = inputs_of(&format!("{{ inputs = {{ {text} }}; }}")).unwrap();
        let attr = |(name, value)| (name, imp_model::eval::KnownAttr { value, place: None });
        settings.into_iter().map(attr).collect()
    }

    fn inputs_of(text: &str) -> Result<Vec<(String, Known)>, String> {
        let files = MemoryFiles::default();
        let mut evaluator = Evaluator::new(&files);
        let path = TreePath::new("flake.nix").unwrap();
        let read = |evaluator: &mut Evaluator<'_>| {
            let value = evaluator.file(&path, syntax::parse(text.into()))?;
            let inputs = evaluator.attr(&value, "inputs")?.expect("it has inputs");
            let Value::Attrs(attrs) = evaluator.force(inputs.value)? else { panic!("no set") };
            let input = |(name, slot): (&std::rc::Rc<str>, &imp_model::eval::Slot)| {
                Ok((name.to_string(), evaluator.known(slot.value)?))
            };
            attrs.iter().map(input).collect::<Result<Vec<_>, _>>()
        };
        read(&mut evaluator).map_err(|stop: imp_model::eval::Stop| stop.reason)
    }

    #[test]
    fn the_shape_is_that_of_the_contract() {
        let mut flake = flake(
            "home-manager = { url = \"github:nix-community/home-manager\"; inputs.nixpkgs.follows = \"nixpkgs\"; };
             special = { url = \"github:owner/repo\"; flake = false; };",
        );
        flake.description = "a \"test\"".into();
        flake.core = inputs_of("{ inputs.nixpkgs.url = \"github:nixos/nixpkgs\"; }").unwrap();
        expect![[r##"
            # test
            {
              description = "a \"test\"";
              inputs = {
                # Core inputs
                nixpkgs.url = "github:nixos/nixpkgs";

                # Collected from __inputs
                home-manager.url = "github:nix-community/home-manager";
                home-manager.inputs.nixpkgs.follows = "nixpkgs";
                special = {
                  flake = false;
                  url = "github:owner/repo";
                };
              };
              outputs = inputs: import ./outputs.nix inputs;
            }
        "##]]
        .assert_eq(&render(&flake).unwrap());
    }

    #[test]
    fn without_anything_it_is_three_lines() {
        let mut flake = flake("");
        flake.header = String::new();
        assert_eq!(
            render(&flake).unwrap(),
            "{\n  inputs = { };\n  outputs = inputs: import ./outputs.nix inputs;\n}\n"
        );
    }

    /// What is written is read back as the same inputs, and the formatter leaves it alone.
    #[test]
    fn odd_inputs_survive() {
        for inputs in [
            "a.follows = \"\";",
            "\"a b\".url = \"x:${\"$\"}{y}\\n\\\"\";",
            "\"if\".url = \"x:y\"; \"or\".url = \"x:y\"; \"1a\".url = \"x:y\"; a'b-c.url = \"x:y\"; \"\".url = \"x:y\";",
            "a = { type = \"github\"; owner = \"o\"; repo = \"r\"; ref = \"main\"; flake = false; };",
            "a = { url = \"x:y\"; inputs.b.inputs.c.follows = \"d/e\"; inputs.f.url = \"x:z\"; };",
            "a = { url = \"x:y\"; inputs = { }; }; b = { };",
            "a = { url = \"x:y\"; n = -9223372036854775807 - 1; };",
            "a.url = \"path:./sub\"; a.inputs.\"b.c\".follows = \"\";",
        ] {
            let flake = flake(inputs);
            let text = render(&flake).unwrap();
            assert_eq!(inputs_of(&text).as_ref(), Ok(&flake.collected), "{text}");
            assert_eq!(imp_fmt::format_nix(&text).as_ref(), Ok(&text));
        }
    }

    #[test]
    fn long_texts_and_odd_headers_are_fixed_points_too() {
        let mut flake = flake(&format!("a.url = \"x:{}\";", "y".repeat(200)));
        flake.header = "# one  \n\n#two\n".into();
        flake.outputs_file = "nix/my outputs".into();
        let text = render(&flake).unwrap();
        assert_eq!(imp_fmt::format_nix(&text).as_ref(), Ok(&text));
        for header in ["{ evil = true; }", "# one\r{ evil = true; }"] {
            flake.header = header.into();
            assert!(matches!(render(&flake), Err(RenderError::HeaderIsCode(_))));
        }
    }

    /// Around the width of a line, where the formatter begins to have a say.
    #[test]
    fn what_is_not_given_to_the_formatter_is_as_it_would_lay_it_out() {
        for width in 60..=110 {
            let long = "y".repeat(width);
            for inputs in [
                format!("a.url = \"{long}\"; a.inputs.b.follows = \"c\";"),
                format!("a.url = \"x:y\"; a.inputs.{long}.follows = \"c\";"),
                format!("a.url = \"x:y\"; a.inputs.b.follows = \"{long}\";"),
                format!("\"{long} z\".url = \"x:y\"; b = {{ }};"),
                format!("a = {{ flake = false; url = \"{long}\"; }};"),
                format!("a = {{ url = \"x:y\"; inputs.b.inputs.c.follows = \"{long}/e\"; }};"),
                format!("a = {{ type = \"git\"; url = \"x:y\"; {long} = 1; inputs = {{ }}; }};"),
                format!("a.url = \"x:\\\"${{\"$\"}}{{y}}\\n{long}\";"),
            ] {
                for header in
                    ["", "# a", "# a\n# b: c", "#a", "# a\n\n\n# b", "#", "#  a", "# -*- x -*-"]
                {
                    let mut flake = flake(&inputs);
                    flake.header = header.into();
                    flake.nix_config = settings(&format!(
                        "a = [ \"{long}\" ]; {long} = [ \"b\" ]; \"{long} c\" = [ \"d\" ]; \"{long} e\" = true;"
                    ));
                    flake.description = long.clone();
                    flake.outputs_file = format!("./{}", &long[..width - 20]);
                    let text = render(&flake).unwrap();
                    assert_eq!(imp_fmt::format_nix(&text).as_ref(), Ok(&text));
                }
            }
        }
    }
}
