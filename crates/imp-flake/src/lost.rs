//! What beside its inputs a `flake.nix` loses when it is written anew: what somebody added to it by hand.

use imp_model::source::TreePath;
use imp_model::syntax;
use imp_model::text::{Place, Span};

/// An attribute that is not in `flake.nix` any more, or is something else there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// Its path, such as `nixConfig.sandbox`.
    pub name: String,
    /// Whether there still is one of that name.
    pub is_changed: bool,
    /// Where it was.
    pub place: Place,
    /// The option that keeps it, if one does.
    pub option: Option<&'static str>,
}

/// What the text of the present `flake.nix` at `path` has and the new text has not, in order of place, inputs aside.
/// Nothing where either is no plain set.
pub(crate) fn lost(path: &TreePath, present: &str, wanted: &str) -> Vec<Lost> {
    let (Some(before), Some(after)) = (attributes(present), attributes(wanted)) else {
        return Vec::new();
    };
    let differs = |attribute: &&Attribute| {
        !after.iter().any(|other| other.name == attribute.name && other.value == attribute.value)
    };
    let lost = before.iter().filter(differs).map(|attribute| Lost {
        name: attribute.name.clone(),
        is_changed: after.iter().any(|other| other.name == attribute.name),
        place: Place::new(path, present, attribute.span),
        option: match attribute.name.split('.').next() {
            Some("description") => Some("imp.flakeFile.description"),
            Some("nixConfig") => Some("imp.flakeFile.nixConfig"),
            _ => None,
        },
    });
    lost.collect()
}

struct Attribute {
    name: String,
    value: String,
    span: Span,
}

/// The attributes of a flake but its inputs; those of its settings one by one.
fn attributes(text: &str) -> Option<Vec<Attribute>> {
    let (bindings, others) = syntax::plain_and_other_bindings(text)?;
    let mut found: Vec<Attribute> = others.into_iter().map(|span| other(text, span)).collect();
    for binding in bindings {
        let path: Vec<&str> = binding.path.iter().map(|(name, _)| &**name).collect();
        let value = &text[binding.value.range()];
        let attribute = |name: String, value: &str, span: Span| Attribute {
            name,
            value: value.split_whitespace().collect::<Vec<_>>().join(" "),
            span,
        };
        match path[..] {
            ["inputs", ..] => {}
            ["nixConfig"] if binding.is_set => {
                for inner in syntax::top_bindings(value)?.0 {
                    let names = inner.path.iter().map(|(name, _)| &**name);
                    let name = ["nixConfig"].into_iter().chain(names).collect::<Vec<_>>().join(".");
                    let start = binding.value.start;
                    let span =
                        Span { start: start + inner.span.start, end: start + inner.span.end };
                    found.push(attribute(name, &value[inner.value.range()], span));
                }
            }
            _ => found.push(attribute(path.join("."), value, binding.span)),
        }
    }
    found.sort_by_key(|attribute| attribute.span.start);
    Some(found)
}

/// What is bound to a name that is computed, or inherited, as it is written.
fn other(text: &str, span: Span) -> Attribute {
    let written = text[span.range()].trim_end_matches(';');
    let is_inherit = written.starts_with("inherit");
    let name = written.split('=').next().filter(|_| !is_inherit).unwrap_or(written);
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Attribute { name: one_line(name), value: one_line(written), span }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(present: &str, wanted: &str, expect: &[&str]) {
        let path = TreePath::new("flake.nix").unwrap();
        let shown = |lost: Lost| format!("{} {} {}", lost.name, lost.place, lost.is_changed);
        let found: Vec<String> = lost(&path, present, wanted).into_iter().map(shown).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_is_not_written_again_is_named_and_what_is_only_laid_out_anew_is_not() {
        check("{ inputs.a.url = \"x\"; outputs = i:\n  1; }", "{ outputs = i: 1; }", &[]);
        check(
            "{\n  description = \"d\";\n  nixConfig = {\n    a = 1;\n    b = 2;\n  };\n  nixConfig.c = 3;\n}",
            "{ nixConfig.b = 2; nixConfig.a = 3; }",
            &[
                "description flake.nix:2:3 false",
                "nixConfig.a flake.nix:4:5 true",
                "nixConfig.c flake.nix:7:3 false",
            ],
        );
        check("rec { a = 1; }", "{ }", &[]);
        check(
            "{\n  description = \"d\";\n  nixConfig.${\"z\"} = 3;\n  inherit (x) a b;\n  outputs = i: 1;\n}",
            "{ outputs = i: 1; }",
            &[
                "description flake.nix:2:3 false",
                "nixConfig.${\"z\"} flake.nix:3:3 false",
                "inherit (x) a b flake.nix:4:3 false",
            ],
        );
    }
}
