//! `docs/library.md`: the methods and functions of the library, from their nixdoc comments.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use xshell::Shell;

use super::Made;
use super::nix_file::NixFile;

const INTRODUCTION: &str = "\
# The library

<!-- Made by `cargo xtask codegen` from the comments in nix/lib. -->

`import ./nix/lib` gives `imp`, and so does the flake itself: `inputs.imp`. It is a value that is also a function:
`imp ./dir` is a module that imports every `.nix` file below `dir`, without those whose path has a part that
starts with `_`. Methods return a new `imp`, so that they chain: `(imp.filter f).map g ./dir`. Nothing but
`builtins` is needed until a method says that it needs nixpkgs' `lib`, which `withLib` gives.
";

/// The page.
pub(super) fn make(shell: &Shell) -> Result<Vec<Made>, Box<dyn Error>> {
    Ok(vec![("docs/library.md", page(&shell.current_dir())?)])
}

fn page(root: &Path) -> Result<String, Box<dyn Error>> {
    let groups = NixFile::read(root, "nix/lib/default.nix")?.listed();
    if groups.is_empty() {
        return Err("nix/lib/default.nix lists no file".into());
    }
    let mut text = INTRODUCTION.to_owned();
    for path in groups {
        group(&NixFile::read(root, &path)?, &mut text)?;
    }
    Ok(text)
}

fn group(file: &NixFile, text: &mut String) -> Result<(), Box<dyn Error>> {
    writeln!(text, "\n## {}", file.heading().trim_end_matches('.'))?;
    for entry in &file.result()?.entries {
        let name = file.name(entry);
        // For the flake-parts module alone.
        if name.starts_with("__") {
            continue;
        }
        let comment = file.doc_comment(entry);
        let comment = comment.ok_or_else(|| format!("{}: `{name}` has no comment", file.path))?;
        writeln!(text, "\n### `imp.{name}`\n\n{}", lowered(&comment))?;
    }
    Ok(())
}

/// A comment with its headings below that of the function; what looks like one in a code block is none.
fn lowered(comment: &str) -> String {
    let mut in_code = false;
    let mut lower = |line: &str| {
        in_code ^= line.starts_with("```");
        if !in_code && line.starts_with("# ") { format!("###{line}") } else { line.to_owned() }
    };
    comment.lines().map(&mut lower).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_a_comment_that_becomes_a_section() {
        let mut text = String::new();
        let file = "# Things.\n_: {\n  /**\n    One.\n\n    # Examples\n\n    ```nix\n    # a\n    ```\n  */\n  one = 1;\n  __own = 2;\n}";
        group(&NixFile::parse("a.nix", file).unwrap(), &mut text).unwrap();
        assert_eq!(
            text,
            "\n## Things\n\n### `imp.one`\n\nOne.\n\n#### Examples\n\n```nix\n# a\n```\n"
        );
        let bare = NixFile::parse("a.nix", "{ one = 1; }").unwrap();
        let error = group(&bare, &mut text).unwrap_err().to_string();
        assert_eq!(error, "a.nix: `one` has no comment");
    }
}
