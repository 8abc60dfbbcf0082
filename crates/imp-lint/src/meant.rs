//! What somebody may have meant, in words.

/// The question after names that are close to what was written, the best first; `None` when there are none.
pub(crate) fn did_you_mean<S: AsRef<str>>(near: &[S]) -> Option<String> {
    let named = |name: &S| format!("`{}`", name.as_ref());
    let (first, rest) = near.split_first()?;
    let rest: Vec<String> = rest.iter().map(named).collect();
    Some(match rest.as_slice() {
        [] => format!("did you mean {}?", named(first)),
        rest => format!("did you mean {}, or {}?", named(first), rest.join(" or ")),
    })
}
