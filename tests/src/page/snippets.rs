//! What a page shows is well-formed: its blocks have a language that is known here, and parse in it.

use super::markdown::Block;
use super::{Page, files};

/// Languages that nothing here can parse, or that are no language.
const PLAIN: [&str; 5] = ["console", "jq", "mermaid", "sh", "text"];

/// What is wrong with the blocks of a page, each with its place.
pub fn problems(page: &Page) -> Vec<String> {
    let say = |block: &Block| {
        problem(block).map(|problem| format!("{}:{}: {problem}", page.path, block.line))
    };
    page.blocks().filter_map(say).collect()
}

fn problem(block: &Block) -> Option<String> {
    match block.language.as_str() {
        "nix" => nix(block),
        "json" => serde_json::from_str::<serde_json::Value>(&block.text)
            .err()
            .map(|error| error.to_string()),
        "toml" => toml::from_str::<toml::Table>(&block.text).err().map(|error| error.to_string()),
        "yaml" => serde_norway::from_str::<serde_norway::Value>(&block.text)
            .err()
            .map(|error| error.to_string()),
        language if PLAIN.contains(&language) => None,
        language => Some(format!("`{language}` is no language of a block here")),
    }
}

/// What the parts of files that a page shows get from around them.
const AROUND: &str = "{ config, imp, inputs, lib, pkgs, registry, ... }:";

/// A block is files, or part of one: an expression, or attributes of a set.
fn nix(block: &Block) -> Option<String> {
    let files = files(block);
    if !files.is_empty() {
        return files.iter().find_map(|(_, text)| parse_error(text));
    }
    let text = &block.text;
    let expression = parse_error(&format!("{AROUND}\n{text}"))?;
    parse_error(&format!("{AROUND} {{\n{text}\n}}")).map(|_| expression)
}

fn parse_error(text: &str) -> Option<String> {
    let error = imp_model::syntax::parse(text.into()).error?;
    Some(format!("it does not parse: {}", error.message))
}

#[cfg(test)]
mod tests {
    use super::super::markdown;
    use super::*;

    fn count(text: &str) -> usize {
        let parts = markdown::parts(text);
        problems(&Page { path: "p.md".into(), text: text.into(), parts }).len()
    }

    #[test]
    fn what_does_not_parse_is_found() {
        assert_eq!(count("```nix\n{ a = 1; }\n```\n\n```nix\na = 1;\n```\n"), 0);
        assert_eq!(count("```nix\n# a.nix\n{ a = 1; }\n# b.nix\n2\n```\n"), 0);
        assert_eq!(count("```nix\n{ a = 1 }\n```\n"), 1);
        assert_eq!(count("```json\n{\n```\n\n```yaml\na: [\n```\n\n```toml\na\n```\n"), 3);
        assert_eq!(count("```\na\n```\n\n```nxi\na\n```\n"), 2);
    }
}
