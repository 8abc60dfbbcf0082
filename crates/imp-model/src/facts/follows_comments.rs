//! Comments that speak of `follows`: people write down why an input follows nothing, or take the line out.

use memchr::memmem;

/// Lines that hold nothing but a comment which speaks of `follows`, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowsComment {
    /// The first line.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// The last line before the next empty one, where the comment begins after an empty line or the start of the
    /// file: what it is about.
    pub paragraph_end: Option<u32>,
    /// Where all that speaks of `follows` is code that was taken out, the inputs that it overrides, each as the inputs on
    /// the way to it: `["nixpkgs"]`. Empty for words, which are about anything.
    pub overrides: Vec<Vec<String>>,
}

/// What such comments say, in lower case: `follows`, `don't follow`, `override`, `overriding`.
const WORDS: [&str; 2] = ["follow", "overrid"];

/// The comments of a text, in order.
pub(super) fn read(text: &str) -> Vec<FollowsComment> {
    if memmem::find(text.as_bytes(), b"follows").is_none() {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut found = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let comment = lines[start..].iter().take_while(|line| line.starts_with('#')).count();
        let end = start + comment;
        let is_about = |line: &&str| WORDS.iter().any(|word| line.to_lowercase().contains(word));
        let said: Vec<&str> =
            lines[start..end].iter().copied().filter(|line| is_about(line)).collect();
        if !said.is_empty() {
            let begins = start == 0 || lines[start - 1].is_empty();
            let rest = lines[end..].iter().take_while(|line| !line.is_empty()).count();
            found.push(FollowsComment {
                first: number(start),
                last: number(end - 1),
                paragraph_end: begins.then(|| number(end + rest) - 1),
                overrides: said
                    .into_iter()
                    .map(overridden)
                    .collect::<Option<_>>()
                    .unwrap_or_default(),
            });
        }
        start = end + 1;
    }
    found
}

/// The input that a line overrides which was code: `# inputs.nixpkgs.follows = "nixpkgs";`.
fn overridden(line: &str) -> Option<Vec<String>> {
    let (left, right) = line.trim_start_matches('#').split_once('=')?;
    let left = left.trim();
    let path = left.strip_suffix(".follows").or(right.contains("follows").then_some(left))?;
    let is_name = |name: &&str| {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\'');
        !name.is_empty() && name.chars().all(is_word)
    };
    let names: Vec<&str> = path.split('.').map(|name| name.trim_matches('"')).collect();
    let is_path = names.iter().all(is_name);
    let inputs = names.into_iter().filter(|name| *name != "inputs").map(str::to_owned);
    Some(inputs.collect()).filter(|inputs: &Vec<String>| is_path && !inputs.is_empty())
}

fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_know_what_they_are_about() {
        let text = "a.url = 1;\n# don't follow\nb.url = 2;\n\n# why\n# no override\nc.url = 3;\nd.url = 4;\n\n# x\n";
        let lines = |comment: &FollowsComment| (comment.first, comment.last, comment.paragraph_end);
        let found = read(&format!("{text}# follows nothing # follows\n"));
        assert_eq!(
            found.iter().map(lines).collect::<Vec<_>>(),
            [(2, 2, None), (5, 6, Some(8)), (10, 11, Some(11))]
        );
        assert!(read("a.inputs.b.follows = \"c\"; # as it is\n").is_empty());
    }

    #[test]
    fn code_that_was_taken_out_is_about_what_it_overrides() {
        let overrides = |text: &str| read(&format!("{text}\n# follows\n")).remove(0).overrides;
        let none: [[&str; 0]; 0] = [];
        assert_eq!(overrides("# inputs.nixpkgs.follows = \"nixpkgs\";\n"), [["nixpkgs"]]);
        assert_eq!(overrides("#a.inputs.\"b\".follows=\"\";\n"), [["a", "b"]]);
        assert_eq!(overrides("# b = { follows = \"c\"; };\n"), [["b"]]);
        assert_eq!(
            overrides("# too old\n# a.follows = \"b\";\n# b.follows = \"c\";\n"),
            [["a"], ["b"]]
        );
        assert_eq!(overrides("# don't override\n# a.follows = \"b\";\n"), none);
        assert_eq!(overrides("# it follows = what\n"), none);
    }
}
