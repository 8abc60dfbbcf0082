//! Declarations where nothing collects them.

use imp_model::facts::{FileFacts, Hidden, HiddenBy, Role};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "hidden-declaration",
    severity: Severity::Warning,
    summary: "`__inputs`, `__exports` or `__host` where nothing collects it",
    explanation: "\
Declarations are read from the top of a file's attribute set, without calling anything. Inside a
function they would only be found by calling it; in a variable, a list or a set inside that set, below a
directory with `default.nix`, and in files and directories whose name begins with `_`, nothing looks for
them. What stands there is never collected, unless the file's set takes it from there. Nor is what a slip has given
another name: `__input`, `__Inputs`, `_inputs`.

Nor is anything collected outside of `imp.src`, `imp.registry.src` and `imp.scan.src`. `imp-flake lint`
looks there, too; `check` and `write` only read these directories, and say nothing of other files.

Bad:

```nix
# nix/outputs/perSystem/formatter.nix
{ pkgs, inputs, ... }:
{
  __inputs.treefmt-nix.url = \"github:numtide/treefmt-nix\";
}
```

Good:

```nix
# nix/outputs/perSystem/formatter.nix
{
  __inputs.treefmt-nix.url = \"github:numtide/treefmt-nix\";
  __functor = _: { pkgs, inputs, ... }: { };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let hidden = model.files.iter().flat_map(|file| &file.hidden);
    // In a flake that reads declarations nowhere the words mean nothing.
    let is_asked = |hidden: &&Hidden| hidden.by != HiddenBy::Elsewhere || reads_declarations(model);
    hidden.filter(is_asked).filter(|hidden| !is_read(model, hidden)).map(finding).collect()
}

fn reads_declarations(model: &Model) -> bool {
    model.configuration.declaration_roots().is_ok_and(|roots| !roots.is_empty())
}

/// Whether a visited file takes its declarations from this one, so that it is read after all: what it declares
/// stands here, or in the same file that hides all of it.
fn is_read(model: &Model, hidden: &Hidden) -> bool {
    let hides_file =
        matches!(hidden.by, HiddenBy::Unit | HiddenBy::Underscore | HiddenBy::Elsewhere);
    let visited = || model.files.iter().filter(|file| file.role == Role::Visited);
    if hides_file && visited().any(|file| may_take(file, &hidden.place.file)) {
        return true;
    }
    visited().flat_map(declared).any(|place| {
        place.file == hidden.place.file && (hides_file || hidden.extent.contains(place.span))
    })
}

/// Whether Nix rejects a file, so that nobody knows what it takes, and it names the other one.
fn may_take(file: &FileFacts, other: &TreePath) -> bool {
    let name = other.file_name();
    let name = name.strip_suffix(".nix").unwrap_or(name);
    let is_named = |text: &str| text.contains(name);
    file.rejected.is_some() && file.text.as_deref().is_some_and(is_named)
}

/// Where what a file declares stands, also what can't be read, and what stops that.
fn declared(file: &FileFacts) -> impl Iterator<Item = &Place> {
    let inputs = file.inputs.iter().map(|input| &input.place);
    let exports = file.exports.iter().map(|export| &export.place);
    let others = file.outputs.iter().map(|output| &output.place);
    let unread = file.unread.iter().flat_map(|unread| [Some(&unread.place), unread.cause.as_ref()]);
    let host = file.host.iter().map(|host| &host.place);
    inputs.chain(exports).chain(others).chain(unread.flatten()).chain(host)
}

fn finding(hidden: &Hidden) -> Finding {
    let (word, name) = (hidden.declaration, &hidden.name);
    let (message, help) = match hidden.by {
        HiddenBy::Function => (
            format!("`{word}` inside a function is never collected; use `__functor`"),
            format!("write `{{ {word} = …; __functor = _: <the function>; }}`"),
        ),
        HiddenBy::Unit => (
            format!("`{word}` below a directory with `default.nix` is never collected"),
            format!("move `{word}` to the `default.nix` of that directory"),
        ),
        HiddenBy::Nested => (
            format!("`{word}` below the top of the file is never collected"),
            format!("move `{word}` to the top: `{{ {word} = …; … }}`"),
        ),
        HiddenBy::Variable => (
            format!("the variable `{word}` is never collected, because it is no attribute"),
            format!("write `{{ {word} = …; … }}` in the set that the file is"),
        ),
        HiddenBy::Elsewhere => {
            let directory = hidden.place.file.parent().filter(|directory| !directory.is_root());
            (
                format!("`{word}` is never collected, because nothing reads it in this directory"),
                match directory {
                    Some(directory) => format!(
                        "add `{directory}` to `imp.scan.src`, or move the file below `imp.src`"
                    ),
                    None => "move the file below `imp.src`".into(),
                },
            )
        }
        HiddenBy::Slip => {
            (format!("`{name}` is never collected"), format!("did you mean `{word}`?"))
        }
        HiddenBy::Underscore => (
            format!("`{word}` in a hidden file is never collected"),
            "take the `_` from the name of the file or directory, or remove the declaration".into(),
        ),
    };
    Finding::new(RULE.name, RULE.severity, message).at(hidden.place.clone()).help(help)
}
