//! Attributes that hold a password as it is.

use super::{Reader, plain_name};
use crate::syntax::{Expr, ExprId};
use crate::text::{Place, Span};

/// A password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Password {
    /// The attribute.
    pub name: String,
    /// Where the string stands.
    pub place: Place,
    /// The bytes that must not be shown.
    pub hidden: Span,
}

/// What the names of such attributes hold, as people write them.
pub(super) const NEEDLES: &[&str] =
    &["assw", "ASSW", "assp", "ASSP", "psk", "PSK", "ecret", "ECRET"];

/// Endings of attributes that hold a password or the like.
const ENDINGS: [&str; 5] = ["password", "passphrase", "passwd", "psk", "secretkey"];

/// What stands before `password` when the attribute holds something else: a hash, what the user has to change at
/// the first login, a program that asks.
const OTHERS: [&str; 4] = ["hashed", "initial", "ask", "encrypted"];

/// Words that stand for a password in a template, and those of installers and virtual machines, in lower case.
const PLACEHOLDERS: [&str; 18] = [
    "admin",
    "change-me",
    "change_me",
    "changeit",
    "changeme",
    "demo",
    "dummy",
    "nixos",
    "none",
    "null",
    "password",
    "placeholder",
    "root",
    "secret",
    "test",
    "todo",
    "toor",
    "unused",
];

pub(super) fn read(reader: &Reader<'_>) -> Vec<Password> {
    let tree = reader.tree();
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let (Expr::Str(_), Some(name)) = (expr, reader.names[id.index()]) else { continue };
        let is_secret = |text: String| !is_placeholder(&text) && !is_beside(reader, id, &text);
        if is_password(name) && tree.plain_string(id).is_some_and(is_secret) {
            let span = tree.span(id);
            let quotes = if tree.text()[span.range()].starts_with("''") { 2 } else { 1 };
            let hidden = Span::new(span.start as usize + quotes, span.end as usize - quotes);
            let place = reader.context.place(span);
            found.push(Password { name: name.to_owned(), place, hidden });
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// Whether the set has the same text for something else: the name of a user or service is no secret.
fn is_beside(reader: &Reader<'_>, id: ExprId, text: &str) -> bool {
    let tree = reader.tree();
    let Some(Expr::Attrs(set)) = reader.parents[id.index()].map(|parent| tree.expr(parent)) else {
        return false;
    };
    let mut others = set.entries.iter().filter(|entry| !is_password(tree.name(&entry.name)));
    others.any(|entry| tree.plain_string(entry.value).as_deref() == Some(text))
}

fn is_password(name: &str) -> bool {
    let name = plain_name(name);
    let is_other = OTHERS.iter().any(|other| name.contains(&format!("{other}pass")));
    !is_other && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether a text only says where the password comes from (`/run/secrets/x`, `$PASSWORD`, `@PASSWORD@`, `%env(X)%`,
/// `!rbw get x`, `<password>`, `{{ x }}`), is a hash (`$6$…`), or stands for one.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let is_blank = text.chars().all(|c| matches!(c, 'x' | '*' | '.' | '?' | '-' | '!'));
    let is_elsewhere =
        text.starts_with(['$', '/', '@', '%', '!', '<', '{', '~']) || text.contains("${");
    let is_about = text.contains(' ') && text.contains("password");
    let is_said = is_about || text.contains("your") || text.contains("example");
    is_blank || is_elsewhere || is_said || PLACEHOLDERS.contains(&text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_passwords_are_told_from_names_of_what_is_about_them() {
        for name in
            ["password", "smtpPassword", "admin_password", "psk", "PASSPHRASE", "secret-key"]
        {
            assert!(is_password(name), "{name}");
        }
        for name in ["hashedPassword", "initialHashedPassword", "initialPassword", "askPassword"] {
            assert!(!is_password(name), "{name}");
        }
        assert!(!is_password("passwordFile") && !is_password("pskFile"));
    }

    #[test]
    fn what_stands_for_a_password_is_none() {
        for text in ["", "*", "!", "xxxx", "changeme", "$6$salt$hash", "$y$j9T$x", "$PASSWORD"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["/run/secrets/x", "@PW@", "%env(PW)%", "!rbw get x", "<password>", "{{ pw }}"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["your-password", "the password of the user", "password", "nixos"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["hunter2", "correct horse", "12345"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
