//! Attributes that are one slip of the fingers from a declaration: `__input`, `__Inputs`, `__inputs_`, `_inputs`.

use super::hidden::{each_result, hidden};
use super::{Context, Hidden, HiddenBy, exports, host, inputs, outputs};

/// The declarations themselves are no slips, whichever of them are looked for.
const OWN_NAMES: [&str; 4] = [inputs::WORD, exports::WORD, host::WORD, outputs::WORD];

/// The declaration among `words` that an attribute of this name was meant to be, if it is a slip of one.
pub(super) fn meant(name: &[u8], words: &[&'static str]) -> Option<&'static str> {
    let is_own = || OWN_NAMES.iter().any(|word| word.as_bytes() == name);
    if !name.starts_with(b"_") || is_own() {
        return None;
    }
    let letters = letters(name);
    // An attribute with one underscore is private to many people: only the word itself is meant.
    let is_slip = |word: &&&'static str| match name.starts_with(b"__") {
        true => is_one_edit_away(letters, self::letters(word.as_bytes())),
        false => letters == self::letters(word.as_bytes()),
    };
    words.iter().find(is_slip).copied()
}

/// Attributes of what the file comes to whose names are slips of these words.
pub(super) fn misspelt(context: &Context<'_>, words: &[&'static str]) -> Vec<Hidden> {
    let mut found = Vec::new();
    each_result(context, |set, inside| {
        // There the word itself would not be collected.
        if inside {
            return;
        }
        let own = set.entries.iter().filter(|entry| !entry.is_inherited);
        found.extend(own.filter_map(|entry| {
            let word = meant(context.tree.name(&entry.name).as_bytes(), words)?;
            Some(hidden(context, word, HiddenBy::Slip, entry))
        }));
    });
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// A name without the underscores around it.
fn letters(mut name: &[u8]) -> &[u8] {
    while let [b'_', rest @ ..] | [rest @ .., b'_'] = name {
        name = rest;
    }
    name
}

/// Whether two words are the same but for a letter that is more, less, another or swapped with the next one, and for
/// capitals.
fn is_one_edit_away(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let pairs = || a.iter().zip(b);
    let alike = pairs().take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    // With another letter a short word is another word: `post`.
    let is_short = b.len() < 5;
    let (a, b) = (&a[alike..], &b[alike..]);
    let is_same = |a: &[u8], b: &[u8]| a.eq_ignore_ascii_case(b);
    match (a, b) {
        ([], _) | (_, []) => true,
        ([a0, a1, a @ ..], [b0, b1, b @ ..]) if is_same(&[*a0, *a1], &[*b1, *b0]) => is_same(a, b),
        _ => {
            let is_other_letter = !is_short && is_same(&a[1..], &b[1..]);
            is_other_letter || is_same(&a[1..], b) || is_same(a, &b[1..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_names_that_mean_something_else() {
        let meant = |name: &str| meant(name.as_bytes(), &OWN_NAMES);
        for slip in [
            "__input",
            "__Inputs",
            "__INPUTS",
            "_inputs",
            "_inputs_",
            "__inputs_",
            "___inputs",
            "__imputs",
            "__inptus",
            "__nputs",
            "__inputss",
        ] {
            assert_eq!(meant(slip), Some("__inputs"), "{slip}");
        }
        assert_eq!(meant("__export"), Some("__exports"));
        assert_eq!(meant("__hosts"), Some("__host"));
        assert_eq!(meant("__output"), Some("__outputs"));
        for other in [
            "__inputs",
            "__host",
            "__functor",
            "__module",
            "__overlays",
            "__raw",
            "__empty",
            "__impure",
            "__path",
            "inputs",
            "_input",
            "_Inputs",
            "_hostname",
            "__",
            "_",
            "__toString",
            "__structuredAttrs",
            "__post",
        ] {
            assert_eq!(meant(other), None, "{other}");
        }
    }
}
