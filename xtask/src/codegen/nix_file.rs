//! A Nix file as the generators look at it: its tree, and the comments that its text has.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use imp_model::syntax::{AttrSet, Entry, Expr, ExprId, Tree, parse};

/// A parsed file of ours.
pub(super) struct NixFile {
    /// Its path from the root, for messages.
    pub(super) path: String,
    /// Its expressions.
    pub(super) tree: Arc<Tree>,
}

impl NixFile {
    /// Reads and parses a file below the root.
    pub(super) fn read(root: &Path, path: &str) -> Result<Self, Box<dyn Error>> {
        let text =
            fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
        Self::parse(path, &text)
    }

    /// Parses a text.
    pub(super) fn parse(path: &str, text: &str) -> Result<Self, Box<dyn Error>> {
        let parsed = parse(text.into());
        match parsed.error {
            None => Ok(Self { path: path.to_owned(), tree: parsed.tree }),
            Some(error) => Err(format!("{path}: {error:?}").into()),
        }
    }

    /// The comment lines that the file starts with, as one text.
    pub(super) fn heading(&self) -> String {
        let lines = self.tree.text().lines().map_while(|line| line.strip_prefix("# "));
        lines.collect::<Vec<_>>().join(" ")
    }

    /// The paths that stand in a list, in its order, each relative to the folder of the file: the first
    /// list that holds nothing else.
    pub(super) fn listed(&self) -> Vec<String> {
        let folder = Path::new(&self.path).parent().unwrap_or(Path::new(""));
        let path = |id: &ExprId| match self.tree.expr(*id) {
            Expr::Path(..) => {
                let text = self.source(*id).trim_start_matches("./");
                Some(folder.join(text).display().to_string())
            }
            _ => None,
        };
        let lists = self.tree.exprs().filter_map(|(_, expr)| match expr {
            Expr::List(items) => items.iter().map(path).collect::<Option<Vec<_>>>(),
            _ => None,
        });
        lists.into_iter().find(|list| !list.is_empty()).unwrap_or_default()
    }

    /// The set that the file gives in the end, once its arguments are there.
    pub(super) fn result(&self) -> Result<&AttrSet, Box<dyn Error>> {
        let mut id = self.tree.root();
        loop {
            id = match self.tree.expr(id) {
                Expr::Lambda(lambda) => lambda.body,
                Expr::Let { body, .. } => *body,
                Expr::Attrs(set) => return Ok(set),
                _ => return Err(format!("{}: does not give an attribute set", self.path).into()),
            };
        }
    }

    /// What a `let` around the result binds to a name.
    pub(super) fn bound(&self, name: &str) -> Option<ExprId> {
        let mut id = self.tree.root();
        loop {
            id = match self.tree.expr(id) {
                Expr::Lambda(lambda) => lambda.body,
                Expr::Let { bindings, body } => match self.attribute(bindings, name) {
                    Some(value) => return Some(value),
                    None => *body,
                },
                _ => return None,
            };
        }
    }

    /// The text of an expression as it stands in the file.
    pub(super) fn source(&self, id: ExprId) -> &str {
        &self.tree.text()[self.tree.span(id).range()]
    }

    /// The name of an attribute.
    pub(super) fn name<'a>(&'a self, entry: &'a Entry) -> &'a str {
        self.tree.name(&entry.name)
    }

    /// The attribute of a set with this name.
    pub(super) fn attribute(&self, set: &AttrSet, name: &str) -> Option<ExprId> {
        set.entries.iter().find(|entry| self.name(entry) == name).map(|entry| entry.value)
    }

    /// The text of the `/** … */` right before an attribute, without its indentation.
    pub(super) fn doc_comment(&self, entry: &Entry) -> Option<String> {
        let before = self.tree.text()[..entry.span.start as usize].trim_end();
        let comment = before.strip_suffix("*/")?;
        let (_, text) = comment.rsplit_once("/**")?;
        // `*/` in between would end the comment earlier: it is another one.
        (!text.contains("*/")).then(|| unindented(text))
    }
}

/// A text without the indentation that all of its lines share, and without blank lines around it.
pub(super) fn unindented(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let filled = lines.iter().filter(|line| !line.is_empty());
    let indent = filled.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let cut = |line: &&str| line.get(indent..).unwrap_or_default().to_owned();
    lines.iter().map(cut).collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A group.\n# Of two lines.\n_:\nlet\n  a = 1;\nin\nrec {\n  /**\n    One.\n\n    # Type\n\n    ```\n      deep\n    ```\n  */\n  one = a;\n  # Not for people.\n  two = one;\n}\n";

    #[test]
    fn comments_belong_to_the_attribute_that_follows() {
        let file = NixFile::parse("a.nix", TEXT).unwrap();
        assert_eq!(file.heading(), "A group. Of two lines.");
        let set = file.result().unwrap();
        let docs: Vec<_> = set.entries.iter().map(|entry| file.doc_comment(entry)).collect();
        let one = "One.\n\n# Type\n\n```\n  deep\n```".to_owned();
        assert_eq!(docs, [Some(one), None]);
        assert_eq!(file.bound("a").map(|id| file.source(id)), Some("1"));
        assert_eq!(file.bound("one"), None);
    }

    #[test]
    fn lists_of_paths_are_in_order() {
        let file = NixFile::parse("nix/a.nix", "[ [ 1 ] [ ./b.nix ./c/d.nix ] ]").unwrap();
        assert_eq!(file.listed(), ["nix/b.nix", "nix/c/d.nix"]);
    }

    #[test]
    fn what_is_no_set_is_an_error() {
        assert!(NixFile::parse("a.nix", "x: [ ]").unwrap().result().is_err());
        assert!(NixFile::parse("a.nix", "{").is_err());
    }
}
