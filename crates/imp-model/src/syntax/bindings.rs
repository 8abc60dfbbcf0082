//! The bindings of a set as they are written, to add one or take one out and leave all else as it is.
//!
//! Only what can be told from the tokens with certainty is understood: sets, strings, URIs and single words as
//! values. Anything else gives nothing, so that nobody edits what they can't read.

use rnix::SyntaxKind::{self, *};

use super::tokens::{Token, tokens};
use crate::text::{Edit, Span};

/// A binding `a.b = value;`.
#[derive(Debug)]
struct Written {
    /// The names of its path, each with its place.
    path: Vec<(String, Span)>,
    /// From its first name to after its semicolon.
    span: Span,
    /// Its value, parentheses included.
    value: Span,
    /// What is in its value, where that is a set.
    set: Option<Set>,
}

/// A set as it is written.
#[derive(Debug)]
struct Set {
    bindings: Vec<Written>,
    /// The closing brace.
    close: Span,
}

/// A binding of the set that a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopBinding {
    /// The names of its path, each with its place.
    pub path: Vec<(String, Span)>,
    /// From its first name to after its semicolon.
    pub span: Span,
    /// Its value, parentheses included.
    pub value: Span,
    /// Whether its value is written as a set of bindings.
    pub is_set: bool,
}

impl From<Written> for TopBinding {
    fn from(binding: Written) -> Self {
        let Written { path, span, value, set } = binding;
        Self { path, span, value, is_set: set.is_some() }
    }
}

/// The bindings of the set that a text is, in order, and what is between its braces; `None` where it is no set, or
/// an attribute has no plain name.
pub fn top_bindings(text: &str) -> Option<(Vec<TopBinding>, Span)> {
    let tokens = tokens(text);
    let open = tokens.first().filter(|token| token.kind == TOKEN_L_BRACE)?;
    let set = Reader { text, tokens: &tokens, at: 1 }.set()?;
    let inside = Span { start: open.span.end, end: set.close.start };
    Some((set.bindings.into_iter().map(TopBinding::from).collect(), inside))
}

/// The bindings of the set that a text is, in order, and where the others stand: those of an attribute without a plain
/// name, and what is inherited. `None` where it is no set.
pub fn plain_and_other_bindings(text: &str) -> Option<(Vec<TopBinding>, Vec<Span>)> {
    let tokens = tokens(text);
    tokens.first().filter(|token| token.kind == TOKEN_L_BRACE)?;
    let mut reader = Reader { text, tokens: &tokens, at: 1 };
    let (mut plain, mut others) = (Vec::new(), Vec::new());
    while reader.peek()? != TOKEN_R_BRACE {
        let before = reader.at;
        let is_inherit = reader.peek()? == TOKEN_INHERIT;
        if let Some(binding) = (!is_inherit).then(|| reader.binding()).flatten() {
            plain.push(TopBinding::from(binding));
            continue;
        }
        reader.at = before;
        let start = tokens[before].span.start;
        others.push(Span { start, end: reader.skip()?.span.end });
    }
    Some((plain, others))
}

/// The edit that adds `PATH = value;` to what the attribute named at `name` is bound to, in the style of what
/// is there; `path` and `value` are Nix. `None` where the binding is no set of plain values.
pub fn add_binding(text: &str, name: Span, path: &[String], value: &str) -> Option<Edit> {
    let (set, at, depth) = find(text, name)?;
    let binding = &set.bindings[at];
    let is_dotted = depth + 1 < binding.path.len();
    let (first, rest) = path.split_first()?;
    if is_dotted {
        // `a.inputs = { … };`: into the set.
        let names = binding.path[..=depth].iter().map(|(name, _)| name);
        let wanted: Vec<&String> = names.chain([first]).collect();
        let is_wanted =
            |one: &&Written| one.path.iter().map(|(name, _)| name).eq(wanted.iter().copied());
        let open = set.bindings.iter().find(is_wanted).and_then(|one| one.set.as_ref());
        if let Some(open) = open.filter(|_| !rest.is_empty()) {
            return Some(insert_into(text, open, rest, value));
        }
        // `a.url = "…";`: the next line says `a.PATH = …`.
        let (start, end) = (binding.span.start as usize, binding.path[depth].1.end as usize);
        let prefix = &text[start..end];
        let line = format!("{prefix}.{} = {value};", path.join("."));
        return Some(insert_after(text, binding.span, &line));
    }
    let inner = binding.set.as_ref()?;
    // `a = { inputs = { … }; }`: as deep as sets are open.
    let open = inner.bindings.iter().find(|binding| {
        binding.path.len() == 1 && binding.path[0].0 == *first && binding.set.is_some()
    });
    Some(match open.and_then(|binding| binding.set.as_ref()) {
        Some(set) if !rest.is_empty() => insert_into(text, set, rest, value),
        _ => insert_into(text, inner, path, value),
    })
}

/// `PATH = value;` as the last binding of a set.
fn insert_into(text: &str, set: &Set, path: &[String], value: &str) -> Edit {
    let line = format!("{} = {value};", path.join("."));
    match set.bindings.last() {
        Some(last) => insert_after(text, last.span, &line),
        None => {
            let at = set.close.start as usize;
            let space = if text[..at].ends_with(' ') { "" } else { " " };
            Edit { span: Span::new(at, at), text: format!("{space}{line} ") }
        }
    }
}

/// The edits that take out everything bound at `path` below the attribute named at `name`, with a set below it that
/// has nothing else; empty where nothing is.
pub fn remove_bindings(text: &str, name: Span, path: &[String]) -> Vec<Edit> {
    let Some((set, at, depth)) = find(text, name) else { return Vec::new() };
    let named: Vec<&str> =
        set.bindings[at].path[..=depth].iter().map(|(name, _)| name.as_str()).collect();
    let above = named.len();
    let wanted: Vec<&str> = named.into_iter().chain(path.iter().map(String::as_str)).collect();
    let mut edits = Vec::new();
    remove_from(text, &set, &wanted, above, &mut edits);
    edits
}

/// The first `above` of the wanted names stay.
fn remove_from(text: &str, set: &Set, wanted: &[&str], above: usize, edits: &mut Vec<Edit>) {
    for binding in &set.bindings {
        let same = binding.path.iter().zip(wanted).take_while(|((a, _), b)| a == *b).count();
        let is_all = || {
            same > above && same == binding.path.len() && is_emptied(text, binding, &wanted[same..])
        };
        if same == wanted.len() || is_all() {
            edits.push(Edit { span: whole_lines(text, binding.span), text: String::new() });
        } else if same == binding.path.len()
            && let Some(inner) = &binding.set
        {
            remove_from(text, inner, &wanted[same..], above.saturating_sub(same), edits);
        }
    }
}

/// Whether the value is a set with nothing in it but what is wanted.
fn is_emptied(text: &str, binding: &Written, wanted: &[&str]) -> bool {
    let Some([only]) = binding.set.as_ref().map(|set| set.bindings.as_slice()) else {
        return false;
    };
    let names = only.path.iter().map(|(name, _)| name.as_str());
    let before = text[binding.value.start as usize..only.span.start as usize].trim();
    let after = text[only.span.end as usize..binding.value.end as usize].trim();
    names.take(wanted.len()).eq(wanted.iter().copied()) && (before, after) == ("{", "}")
}

/// A binding with the white space before it, and its line where it has one of its own, with the comments that are about
/// it: one behind it, and those directly above where nothing else stands below them.
fn whole_lines(text: &str, span: Span) -> Span {
    let before = text[..span.start as usize].trim_end_matches([' ', '\t']).len();
    let after = &text[span.end as usize..];
    let behind = after.trim_start_matches([' ', '\t', '\r']);
    let ends_line = behind.starts_with(['\n', '#']);
    let starts_line = text[..before].ends_with('\n');
    if starts_line && ends_line {
        let end = after.find('\n').map_or(text.len(), |end| span.end as usize + end + 1);
        let next = text[end..].lines().next().unwrap_or_default().trim_start();
        let is_alone = next.is_empty() || next.starts_with('}');
        return Span::new(if is_alone { comments_above(text, before) } else { before }, end);
    }
    Span::new(if starts_line { span.start as usize } else { before }, span.end as usize)
}

/// Where the lines begin that are comments and end with the line that begins here.
fn comments_above(text: &str, mut line: usize) -> usize {
    while let Some(above) = text[..line].strip_suffix('\n') {
        let start = above.rfind('\n').map_or(0, |end| end + 1);
        if !above[start..].trim_start().starts_with('#') {
            break;
        }
        line = start;
    }
    line
}

/// `line` after a binding: on a line of its own where the binding ends its line, else beside it.
fn insert_after(text: &str, binding: Span, line: &str) -> Edit {
    let (start, end) = (binding.start as usize, binding.end as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line_start..start];
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let rest = text[end..line_end].trim();
    let is_own = indent.trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
    if is_own && line_start > 0 {
        let (at, newline) = match text[end..line_end].ends_with('\r') {
            true => (line_end - 1, "\r\n"),
            false => (line_end, "\n"),
        };
        return Edit { span: Span::new(at, at), text: format!("{newline}{indent}{line}") };
    }
    Edit { span: Span::new(end, end), text: format!(" {line}") }
}

/// The set that binds the attribute named at `name`: the set, which binding, which part of its path.
fn find(text: &str, name: Span) -> Option<(Set, usize, usize)> {
    let tokens = tokens(text);
    let before = tokens.partition_point(|token| token.span.start < name.start);
    let mut depth = 0usize;
    let open = tokens[..before].iter().rposition(|token| match token.kind {
        TOKEN_R_BRACE | TOKEN_INTERPOL_END => {
            depth += 1;
            false
        }
        TOKEN_L_BRACE | TOKEN_INTERPOL_START if depth > 0 => {
            depth -= 1;
            false
        }
        TOKEN_L_BRACE => true,
        _ => false,
    })?;
    let mut reader = Reader { text, tokens: &tokens, at: open + 1 };
    let set = reader.set()?;
    let place = |binding: &Written| binding.path.iter().position(|(_, span)| *span == name);
    let at = set.bindings.iter().position(|binding| place(binding).is_some())?;
    let depth = place(&set.bindings[at])?;
    Some((set, at, depth))
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<Token> {
        let token = *self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    fn peek(&self) -> Option<SyntaxKind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    /// What follows an opening brace, with the closing one.
    fn set(&mut self) -> Option<Set> {
        let mut bindings = Vec::new();
        loop {
            if self.peek()? == TOKEN_R_BRACE {
                return Some(Set { bindings, close: self.next()?.span });
            }
            if self.peek()? == TOKEN_INHERIT {
                self.skip()?;
            } else {
                bindings.push(self.binding()?);
            }
        }
    }

    fn binding(&mut self) -> Option<Written> {
        let start = self.tokens.get(self.at)?.span.start;
        let mut path = vec![self.name()?];
        while self.peek()? == TOKEN_DOT {
            self.next()?;
            path.push(self.name()?);
        }
        (self.next()?.kind == TOKEN_ASSIGN).then_some(())?;
        let first = self.tokens.get(self.at)?.span;
        let set = match self.peek()? {
            TOKEN_L_BRACE => {
                let before = self.at;
                self.next()?;
                // A function, or a set that something is merged into, is no set of bindings.
                let set = self.set().filter(|_| self.peek() == Some(TOKEN_SEMICOLON));
                if set.is_none() {
                    self.at = before;
                }
                set
            }
            _ => None,
        };
        let end = self.skip()?;
        let last = self.tokens[..self.at - 1].last()?.span;
        let (span, value) =
            (Span { start, end: end.span.end }, Span { start: first.start, end: last.end });
        Some(Written { path, span, value, set })
    }

    /// Goes on to after the semicolon that ends a binding.
    fn skip(&mut self) -> Option<Token> {
        let mut depth = 0usize;
        loop {
            let token = self.next()?;
            match token.kind {
                TOKEN_L_BRACE | TOKEN_L_PAREN | TOKEN_L_BRACK | TOKEN_INTERPOL_START
                | TOKEN_LET => depth += 1,
                // Each has a semicolon of its own.
                TOKEN_WITH | TOKEN_ASSERT if depth == 0 => {
                    self.skip()?;
                }
                TOKEN_R_BRACE | TOKEN_R_PAREN | TOKEN_R_BRACK | TOKEN_INTERPOL_END | TOKEN_IN => {
                    depth = depth.checked_sub(1)?;
                }
                TOKEN_SEMICOLON if depth == 0 => return Some(token),
                _ => {}
            }
        }
    }

    /// A plain name, or a string without interpolation.
    fn name(&mut self) -> Option<(String, Span)> {
        let first = self.next()?;
        match first.kind {
            TOKEN_IDENT | TOKEN_OR => Some((self.text[first.span.range()].to_owned(), first.span)),
            TOKEN_STRING_START => {
                let content = self.next()?;
                let end = self.next()?;
                (content.kind == TOKEN_STRING_CONTENT && end.kind == TOKEN_STRING_END)
                    .then_some(())?;
                let text = &self.text[content.span.range()];
                let span = Span { start: first.span.start, end: end.span.end };
                (!text.contains('\\')).then(|| (text.to_owned(), span))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileEdits;

    fn parts(path: &str) -> Vec<String> {
        path.split('.').map(str::to_owned).collect()
    }

    fn named(text: &str, name: &str) -> Span {
        let at = text.find(name).unwrap();
        Span::new(at, at + name.len())
    }

    fn added(text: &str) -> Option<String> {
        let path = parts("inputs.nixpkgs.follows");
        let edit = add_binding(text, named(text, "hm"), &path, "\"nixpkgs\"")?;
        Some(FileEdits::new(vec![edit]).unwrap().apply(text).unwrap())
    }

    #[test]
    fn a_binding_is_added_in_the_style_of_what_is_there() {
        for (text, wanted) in [
            (
                "{\n  inputs.hm.url = \"x\"; # why\n  outputs = _: { };\n}\n",
                "{\n  inputs.hm.url = \"x\"; # why\n  inputs.hm.inputs.nixpkgs.follows = \"nixpkgs\";\n  outputs = _: { };\n}\n",
            ),
            (
                "{ __inputs.hm.url = \"x\"; }",
                "{ __inputs.hm.url = \"x\"; __inputs.hm.inputs.nixpkgs.follows = \"nixpkgs\"; }",
            ),
            (
                "{\n  inputs = {\n    hm = {\n      url = \"x\";\n    };\n  };\n}\n",
                "{\n  inputs = {\n    hm = {\n      url = \"x\";\n      inputs.nixpkgs.follows = \"nixpkgs\";\n    };\n  };\n}\n",
            ),
            (
                "{ hm = { url = x:y; }; }",
                "{ hm = { url = x:y; inputs.nixpkgs.follows = \"nixpkgs\"; }; }",
            ),
            (
                "{\n  hm.url = \"x\";\n  hm.inputs = {\n    a.follows = \"a\";\n  };\n}\n",
                "{\n  hm.url = \"x\";\n  hm.inputs = {\n    a.follows = \"a\";\n    nixpkgs.follows = \"nixpkgs\";\n  };\n}\n",
            ),
            ("{ hm = { }; }", "{ hm = { inputs.nixpkgs.follows = \"nixpkgs\"; }; }"),
            (
                "{\n  hm = {\n    url = \"x\";\n    inputs = {\n      a.follows = \"a\";\n    };\n  };\n}\n",
                "{\n  hm = {\n    url = \"x\";\n    inputs = {\n      a.follows = \"a\";\n      nixpkgs.follows = \"nixpkgs\";\n    };\n  };\n}\n",
            ),
            (
                "{\r\n  hm.url = \"x\";\r\n}\r\n",
                "{\r\n  hm.url = \"x\";\r\n  hm.inputs.nixpkgs.follows = \"nixpkgs\";\r\n}\r\n",
            ),
        ] {
            assert_eq!(added(text).as_deref(), Some(wanted));
        }
    }

    #[test]
    fn the_bindings_of_a_file_are_told_with_their_values() {
        let told = |text: &str| {
            let (bindings, inside) = top_bindings(text)?;
            let slice = |span: Span| text[span.range()].to_owned();
            let each = bindings.iter().map(|binding| {
                let path: Vec<&str> = binding.path.iter().map(|(name, _)| &**name).collect();
                format!("{} = {}{}", path.join("."), slice(binding.value), binding.is_set)
            });
            Some((each.collect::<Vec<_>>(), slice(inside)))
        };
        let text = "# a\n{ inputs.a.url = \"x;\"; b = { c = 1; }; o = ({ p, ... }@q: let r = p; in with r; s); }";
        let (bindings, inside) = told(text).unwrap();
        assert_eq!(
            bindings,
            [
                "inputs.a.url = \"x;\"false",
                "b = { c = 1; }true",
                "o = ({ p, ... }@q: let r = p; in with r; s)false"
            ]
        );
        assert!(inside.starts_with(" inputs") && inside.ends_with("; "));
        for text in ["rec { }", "let a = 1; in { }", "{ ${a} = 1; }", "x: { }", ""] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_is_added_to_what_can_not_be_read() {
        for text in ["{ hm = import ./hm.nix; }", "{ hm = { } // x; }", "{ inherit hm; }", "hm: 1"]
        {
            assert_eq!(added(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_taken_out_leaves_the_rest_as_it_is() {
        let removed = |text: &str| {
            let edits = remove_bindings(text, named(text, "hm"), &parts("inputs.old"));
            FileEdits::new(edits).unwrap().apply(text).unwrap()
        };
        assert_eq!(
            removed("{\n  hm.url = \"x\";\n  hm.inputs.old.follows = \"y\";\n  b = 1;\n}\n"),
            "{\n  hm.url = \"x\";\n  b = 1;\n}\n"
        );
        assert_eq!(
            removed(
                "{ hm = { url = \"x\"; inputs = { old.follows = \"y\"; a.follows = \"z\"; }; }; }"
            ),
            "{ hm = { url = \"x\"; inputs = { a.follows = \"z\"; }; }; }"
        );
        assert_eq!(removed("{ hm.url = \"x\"; }"), "{ hm.url = \"x\"; }");
        for set in
            ["hm.inputs = { old.follows = \"y\"; };", "hm.inputs.old = { follows = \"y\"; };"]
        {
            assert_eq!(removed(&format!("{{ hm.url = \"x\"; {set} }}")), "{ hm.url = \"x\"; }");
        }
        for kept in ["inherit a;", "/* a comment */"] {
            let text = format!("{{ hm.inputs = {{ {kept} old.follows = \"y\"; }}; }}");
            assert_eq!(removed(&text), format!("{{ hm.inputs = {{ {kept} }}; }}"));
        }
        assert_eq!(removed("{ hm = { inputs.old.follows = \"y\"; }; }"), "{ hm = { }; }");
    }

    #[test]
    fn the_comments_about_what_is_taken_out_go_with_it() {
        let removed = |text: &str| {
            let edits = remove_bindings(text, named(text, "hm"), &parts("inputs.old"));
            FileEdits::new(edits).unwrap().apply(text).unwrap()
        };
        let old = "  hm.inputs.old.follows = \"y\"; # since 1\n";
        assert_eq!(
            removed(&format!("{{\n  hm.url = \"x\"; # a\n  # b\n{old}}}\n")),
            "{\n  hm.url = \"x\"; # a\n}\n"
        );
        // This comment is about the next line as well.
        assert_eq!(
            removed(&format!("{{\n  # b\n{old}  hm.inputs.c.follows = \"y\";\n}}\n")),
            "{\n  # b\n  hm.inputs.c.follows = \"y\";\n}\n"
        );
        assert_eq!(
            removed("{\n  hm.url = \"x\"; hm.inputs.old.follows = \"y\"; # both\n}\n"),
            "{\n  hm.url = \"x\"; # both\n}\n"
        );
    }
}
