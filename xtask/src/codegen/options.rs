//! `docs/options.md`: the options of the flake-parts module, from their declarations.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use imp_model::syntax::{Expr, ExprId};
use xshell::Shell;

use super::Made;
use super::nix_file::{NixFile, unindented};

const INTRODUCTION: &str = "\
# Options

<!-- Made by `cargo xtask codegen` from the declarations in nix/modules. -->

The options of `inputs.imp.flakeModules.default`, a module for flake-parts. Those that start with `perSystem` are set
in `perSystem`. Directories are paths such as `../outputs`, inside the flake.
";

/// An option, as the page shows it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Described {
    name: String,
    kind: String,
    default: String,
    example: String,
    description: String,
}

/// The page.
pub(super) fn make(shell: &Shell) -> Result<Vec<Made>, Box<dyn Error>> {
    Ok(vec![("docs/options.md", page(&shell.current_dir())?)])
}

fn page(root: &Path) -> Result<String, Box<dyn Error>> {
    let mut options = Vec::new();
    for path in NixFile::read(root, "nix/flake-module.nix")?.listed() {
        declared(&NixFile::read(root, &path)?, &mut options)?;
    }
    if options.is_empty() {
        return Err("no option is declared".into());
    }
    // The flake's own first, then those for each system.
    options.sort_by_key(|option| option.name.starts_with("perSystem."));
    let mut text = INTRODUCTION.to_owned();
    for Described { name, kind, default, example, description } in options {
        write!(text, "\n## `{name}`\n\n{description}\n\n")?;
        for (field, value) in [("Type", kind), ("Default", default), ("Example", example)] {
            // A block of code brings its own line breaks.
            let space = if value.starts_with('\n') { "" } else { " " };
            writeln!(text, "- {field}:{space}{value}")?;
        }
    }
    Ok(text)
}

fn declared(file: &NixFile, options: &mut Vec<Described>) -> Result<(), Box<dyn Error>> {
    let set = file.result()?;
    let Some(declared) = file.attribute(set, "options") else { return Ok(()) };
    visit(file, declared, "", options)
}

/// Collects what stands below a name of the options.
fn visit(
    file: &NixFile,
    id: ExprId,
    name: &str,
    options: &mut Vec<Described>,
) -> Result<(), Box<dyn Error>> {
    match file.tree.expr(id) {
        Expr::Attrs(set) => {
            for entry in &set.entries {
                let part = file.name(entry);
                let name = if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
                visit(file, entry.value, &name, options)?;
            }
            Ok(())
        }
        Expr::Apply { function, argument } => match (called(file, *function), argument) {
            ("mkOption", argument) => option(file, *argument, name, options),
            ("mkPerSystemOption", argument) => match file.tree.expr(*argument) {
                Expr::Lambda(lambda) => module(file, lambda.body, name, options),
                _ => module(file, *argument, name, options),
            },
            _ => Err(undocumented(file, name, "is declared in a way that is not known here")),
        },
        _ => Err(undocumented(file, name, "is no option")),
    }
}

/// A module as a value, as `mkPerSystemOption` takes it: its options stand below the name.
fn module(
    file: &NixFile,
    mut id: ExprId,
    name: &str,
    options: &mut Vec<Described>,
) -> Result<(), Box<dyn Error>> {
    while let Expr::Let { body, .. } = file.tree.expr(id) {
        id = *body;
    }
    let Expr::Attrs(module) = file.tree.expr(id) else {
        return Err(undocumented(file, name, "is no module"));
    };
    match file.attribute(module, "options") {
        Some(declared) => visit(file, declared, name, options),
        None => Ok(()),
    }
}

/// The last part of the name of a function: `mkOption` in `lib.mkOption`.
fn called(file: &NixFile, function: ExprId) -> &str {
    file.source(function).rsplit('.').next().unwrap_or_default()
}

fn undocumented(file: &NixFile, name: &str, what: &str) -> Box<dyn Error> {
    format!("{}: `{name}` {what}", file.path).into()
}

/// What `mkOption` is given; nothing for an option that is not for people.
fn option(
    file: &NixFile,
    id: ExprId,
    name: &str,
    options: &mut Vec<Described>,
) -> Result<(), Box<dyn Error>> {
    let Expr::Attrs(set) = file.tree.expr(id) else {
        return Err(undocumented(file, name, "is not declared with a set"));
    };
    if file.attribute(set, "internal").is_some() {
        return Ok(());
    }
    let value = |field| {
        let value = file
            .attribute(set, field)
            .ok_or_else(|| undocumented(file, name, &format!("has no `{field}`")))?;
        // `example.a = 1;` is nowhere written as a value.
        if matches!(file.tree.expr(value), Expr::Attrs(_)) && !file.source(value).ends_with('}') {
            return Err(undocumented(file, name, &format!("has `{field}` not written as a set")));
        }
        Ok(value)
    };
    let kind = value("type")?;
    let default = value("defaultText").or_else(|_| value("default"));
    // An option of the flake can be left alone; what is in a set of settings may have to be there.
    let default = match default {
        Ok(default) => shown(file, default),
        Err(_) if name.contains('<') => "none, it must be set".to_owned(),
        Err(error) => return Err(error),
    };
    let description = file.tree.plain_string(value("description")?);
    options.push(Described {
        name: name.to_owned(),
        kind: shown(file, kind).replace("lib.types.", "").replace("types.", ""),
        default,
        example: shown(file, value("example")?),
        description: description
            .map(|text| text.trim().to_owned())
            .ok_or_else(|| undocumented(file, name, "has a `description` that is no plain text"))?,
    });
    submodule(file, kind, name, options)
}

/// The options of each value, where the type is `attrsOf x` and the file binds `x` to a `submodule`.
fn submodule(
    file: &NixFile,
    kind: ExprId,
    name: &str,
    options: &mut Vec<Described>,
) -> Result<(), Box<dyn Error>> {
    let Expr::Apply { argument, .. } = file.tree.expr(kind) else { return Ok(()) };
    let Some(bound) = file.bound(file.source(*argument)) else { return Ok(()) };
    match file.tree.expr(bound) {
        Expr::Apply { function, argument } if called(file, *function) == "submodule" => {
            module(file, *argument, &format!("{name}.<name>"), options)
        }
        _ => Ok(()),
    }
}

/// A value as text in Markdown: code as it stands, or what `literalExpression` and `literalMD` hold.
fn shown(file: &NixFile, id: ExprId) -> String {
    if let Expr::Apply { function, argument } = file.tree.expr(id)
        && let Some(text) = file.tree.plain_string(*argument)
    {
        match called(file, *function) {
            "literalExpression" => return code(text.trim()),
            "literalMD" => return text.trim().to_owned(),
            _ => {}
        }
    }
    code(file.source(id))
}

fn code(text: &str) -> String {
    if !text.contains('\n') {
        return format!("`{text}`");
    }
    // The first line stands at the attribute, the others below its indentation.
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let last = rest.lines().last().unwrap_or_default();
    let indent = last.len() - last.trim_start().len();
    let cut = |line: &str| line.get(indent..).unwrap_or(line.trim_start()).to_owned();
    let rest = rest.lines().map(cut).collect::<Vec<_>>().join("\n");
    let block = unindented(&format!("{first}\n{rest}"));
    let block = block.lines().map(|line| format!("  {line}").trim_end().to_owned());
    format!("\n\n  ```nix\n{}\n  ```", block.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(text: &str) -> Result<Vec<Described>, String> {
        let mut options = Vec::new();
        let text = format!("{{ lib, types, mkPerSystemOption, ... }}: {text}");
        let file = NixFile::parse("a.nix", &text).map_err(|error| error.to_string())?;
        declared(&file, &mut options).map_err(|error| error.to_string())?;
        Ok(options)
    }

    const OPTION: &str = "lib.mkOption { type = types.str; default = \"\"; example = \"a\"; description = \"What.\"; }";

    #[test]
    fn options_are_named_by_their_path() {
        let text = format!(
            "{{ options.imp = {{ a.b = {OPTION}; c = {OPTION}; }}; \
             options.perSystem = mkPerSystemOption ({{ pkgs, ... }}: {{ options.imp.d = {OPTION}; }}); }}"
        );
        let names: Vec<_> = described(&text).unwrap().into_iter().map(|each| each.name).collect();
        assert_eq!(names, ["imp.a.b", "imp.c", "perSystem.imp.d"]);
    }

    #[test]
    fn fields_are_text() {
        let text = format!("{{ options.a = {OPTION}; }}");
        let text = text.replace("\"\"", "lib.literalMD \"the *same*\"");
        let options = described(&text).unwrap();
        assert_eq!(options[0].kind, "`str`");
        assert_eq!(options[0].default, "the *same*");
        assert_eq!(options[0].example, "`\"a\"`");
        assert_eq!(code("{\n    a = 1;\n  }"), "\n\n  ```nix\n  {\n    a = 1;\n  }\n  ```");
    }

    #[test]
    fn options_of_a_submodule_are_below_its_name() {
        let inner = OPTION.replace("default = \"\"; ", "");
        let text = format!(
            "let each = types.submodule {{ options.a = {inner}; }}; in {{ options.b = {}; }}",
            OPTION.replace("types.str", "types.attrsOf each")
        );
        let options = described(&text).unwrap();
        assert_eq!(options[1].name, "b.<name>.a");
        assert_eq!(options[1].default, "none, it must be set");
    }

    #[test]
    fn what_is_missing_is_an_error() {
        let text = format!("{{ options.a = {OPTION}; }}").replace("example", "sample");
        assert_eq!(described(&text).unwrap_err(), "a.nix: `a` has no `example`");
        assert!(described("{ options.a = 1; }").unwrap_err().contains("`a` is no option"));
        let dotted = format!("{{ options.a = {OPTION}; }}").replace("example =", "example.b =");
        let error = described(&dotted).unwrap_err();
        assert_eq!(error, "a.nix: `a` has `example` not written as a set");
        let internal =
            format!("{{ options.a = {OPTION}; }}").replace("{ type", "{ internal = true; type");
        assert_eq!(described(&internal).unwrap(), []);
    }
}
