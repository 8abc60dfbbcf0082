//! The `inherit` statements of a text, for who rewrites one: the tree keeps their names and not their ends.

use rnix::SyntaxKind::*;

use super::tokens::tokens;
use crate::text::Span;

/// `inherit a b;` or `inherit (from) a b;`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inherit {
    /// From `inherit` to `;`.
    pub span: Span,
    /// What stands between the parentheses.
    pub from: Option<Span>,
    /// The names, quotes included.
    pub names: Vec<Span>,
}

/// Every `inherit` of a text that parses, in order.
pub fn inherits(text: &str) -> Vec<Inherit> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for (start, token) in tokens.iter().enumerate() {
        if token.kind != TOKEN_INHERIT {
            continue;
        }
        let mut rest = tokens[start + 1..].iter().peekable();
        let mut from = None;
        if let Some(open) = rest.next_if(|token| token.kind == TOKEN_L_PAREN) {
            let mut depth = 1;
            let mut end = open.span;
            for token in rest.by_ref() {
                match token.kind {
                    TOKEN_L_PAREN => depth += 1,
                    TOKEN_R_PAREN => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                end = token.span;
            }
            from = Some(Span { start: open.span.end, end: end.end });
        }
        let (mut names, mut quote) = (Vec::new(), None);
        for token in rest {
            match (token.kind, quote) {
                (TOKEN_SEMICOLON, None) => {
                    let span = tokens[start].span.cover(token.span);
                    found.push(Inherit { span, from, names });
                    break;
                }
                (TOKEN_STRING_START, None) => quote = Some(token.span),
                (TOKEN_STRING_END, Some(open)) => {
                    names.push(open.cover(token.span));
                    quote = None;
                }
                (TOKEN_IDENT | TOKEN_OR, None) => names.push(token.span),
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_have_their_ends_and_names() {
        let text = "{ inherit (registry.a (x)) b \"c d\"; x = { inherit y ; }; }";
        let shown: Vec<_> = inherits(text)
            .into_iter()
            .map(|inherit| {
                let of = |span: Span| &text[span.range()];
                let names: Vec<&str> = inherit.names.iter().map(|name| of(*name)).collect();
                (of(inherit.span), inherit.from.map(of), names)
            })
            .collect();
        assert_eq!(
            shown,
            [
                (
                    "inherit (registry.a (x)) b \"c d\";",
                    Some("registry.a (x)"),
                    vec!["b", "\"c d\""]
                ),
                ("inherit y ;", None, vec!["y"]),
            ]
        );
    }
}
