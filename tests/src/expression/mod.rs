//! Expressions of Nix that look random: the part of the language that the static evaluator knows.
//!
//! [`grammar`] lists how each type of value can be written. Most expressions have the types that they need, so that
//! they have a value; a few have a wrong one somewhere, or a character that does not belong there.

mod functions;
mod grammar;

use crate::random::Random;
use functions::FUNCTIONS;
use grammar::{AROUND, NAMES, VALUES};

pub use grammar::FILES;

/// How deep expressions nest at most, beside what stands around all of them.
const DEPTH: usize = 5;

/// An expression that sees the files of [`FILES`] beside it. The same seed gives the same expression.
pub fn expression(seed: u64) -> String {
    let mut random = Random::new(seed);
    let depth = random.between(2, DEPTH);
    let kind = *random.pick(&["ANY", "ANY", "SET", "LIST", "STR", "INT", "FLOAT", "BOOL", "PATH"]);
    let inner = of_type(&mut random, kind, depth);
    let text = AROUND.replace("BODY", &inner);
    if random.percent(3) { damaged(&mut random, &text) } else { text }
}

fn of_type(random: &mut Random, kind: &str, depth: usize) -> String {
    let kind = if random.percent(1) { "ANY" } else { kind };
    let productions = productions(kind).unwrap_or_else(|| panic!("the grammar has no {kind}"));
    let is_leaf = |production: &&str| words(production).all(|word| !is_hole(word));
    let leaves: Vec<&str> = productions.iter().copied().filter(is_leaf).collect();
    let production = random.pick(if depth == 0 { leaves.as_slice() } else { productions });
    words(production)
        .map(|word| match word {
            "NAME" => (*random.pick(&NAMES)).to_owned(),
            _ if is_hole(word) => operand(random, word, depth.saturating_sub(1)),
            _ => word.to_owned(),
        })
        .collect()
}

/// An expression where another goes on: mostly in parentheses, and now and then as precedence will have it.
fn operand(random: &mut Random, kind: &str, depth: usize) -> String {
    let text = of_type(random, kind, depth);
    let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_word || random.percent(10) { text } else { format!("({text})") }
}

fn is_hole(word: &str) -> bool {
    productions(word).is_some()
}

/// The ways to write a value of a type.
fn productions(kind: &str) -> Option<&'static [&'static str]> {
    let mut types = VALUES.iter().chain(&FUNCTIONS);
    types.find(|(name, _)| *name == kind).map(|(_, productions)| *productions)
}

/// The words of a text, and what stands between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'\'';
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = is_word(*rest.as_bytes().first()?);
        let end = rest.bytes().position(|byte| is_word(byte) != first).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// A text in which one character is gone, is there twice, or is another.
pub fn damaged(random: &mut Random, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    if characters.is_empty() {
        return String::new();
    }
    let at = random.between(0, characters.len() - 1);
    match random.between(0, 2) {
        0 => drop(characters.remove(at)),
        1 => characters.insert(at, characters[at]),
        _ => {
            characters[at] =
                *random.pick(&['.', ';', '"', '\'', '$', '{', '}', ' ', '0', '-', '/']);
        }
    }
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_an_expression() {
        assert_eq!(expression(1), expression(1));
        assert_ne!(expression(1), expression(2));
    }

    #[test]
    fn words_put_together_are_the_text() {
        assert_eq!(
            words("toJSON (a.INT)").collect::<Vec<_>>(),
            ["toJSON", " (", "a", ".", "INT", ")"]
        );
    }
}
