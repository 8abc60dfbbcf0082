//! `docs/options.md`: the options of the flake-parts module, from their declarations.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use imp_model::syntax::{AttrSet, Expr, ExprId};

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
pub(super) fn page(root: &Path) -> Result<String, Box<dyn Error>> {
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
        writeln!(text, "- Type: {kind}\n- Default: {default}\n- Example: {example}")?;
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
            ("mkOption", argument) => {
                option(file, *argument, name).map(|found| options.extend(found))
            }
            ("mkPerSystemOption", argument) => match file.tree.expr(*argument) {
                Expr::Lambda(lambda) => per_system(file, lambda.body, name, options),
                _ => per_system(file, *argument, name, options),
            },
            _ => Err(undocumented(file, name, "is declared in a way that is not known here")),
        },
        _ => Err(undocumented(file, name, "is no option")),
    }
}

/// The module in `mkPerSystemOption`: its options stand below the name.
fn per_system(
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
fn option(file: &NixFile, id: ExprId, name: &str) -> Result<Option<Described>, Box<dyn Error>> {
    let Expr::Attrs(set) = file.tree.expr(id) else {
        return Err(undocumented(file, name, "is not declared with a set"));
    };
    if file.attribute(set, "internal").is_some() {
        return Ok(None);
    }
    let value = |set: &AttrSet, fields: &[&str]| {
        let found = fields.iter().find_map(|field| file.attribute(set, field));
        found
            .map(|id| shown(file, id))
            .ok_or_else(|| undocumented(file, name, &format!("has no `{}`", fields[0])))
    };
    let description = file.attribute(set, "description").and_then(|id| file.tree.plain_string(id));
    Ok(Some(Described {
        name: name.to_owned(),
        kind: value(set, &["type"])?.replace("lib.types.", "").replace("types.", ""),
        default: value(set, &["defaultText", "default"])?,
        example: value(set, &["example"])?,
        description: description
            .map(|text| text.trim().to_owned())
            .ok_or_else(|| undocumented(file, name, "has no `description`"))?,
    }))
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
        let file = NixFile::parse("a.nix", text).map_err(|error| error.to_string())?;
        declared(&file, &mut options).map_err(|error| error.to_string())?;
        Ok(options)
    }

    const OPTION: &str = "lib.mkOption { type = types.str; default = \"\"; example = \"a\"; description = \"What.\"; }";

    #[test]
    fn options_are_named_by_their_path() {
        let text = format!(
            "{{ lib, ... }}: {{ options.imp = {{ a.b = {OPTION}; c = {OPTION}; }}; \
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
    fn what_is_missing_is_an_error() {
        let text = format!("{{ options.a = {OPTION}; }}").replace("example", "sample");
        assert_eq!(described(&text).unwrap_err(), "a.nix: `a` has no `example`");
        assert!(described("{ options.a = 1; }").unwrap_err().contains("`a` is no option"));
        let internal =
            format!("{{ options.a = {OPTION}; }}").replace("{ type", "{ internal = true; type");
        assert_eq!(described(&internal).unwrap(), []);
    }
}
