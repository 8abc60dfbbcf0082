//! Attributes that hold a password as it is.

use super::{Reader, plain_name};
use crate::syntax::{AttrSet, Expr, ExprId};
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
pub(super) const NEEDLES: &[&str] = &[
    "assw", "ASSW", "assp", "ASSP", "psk", "PSK", "ecret", "ECRET", "oken", "OKEN", "piKey",
    "pi_key", "pi-key", "PI_KEY",
];

/// Endings of attributes that hold a password or the like.
const ENDINGS: [&str; 5] = ["password", "passphrase", "passwd", "psk", "secretkey"];

/// Endings of attributes that hold what a machine has made, or else the name of something.
const MADE_ENDINGS: [&str; 5] = ["apikey", "secret", "secretaccesskey", "secretkeybase", "token"];

/// What stands before `password` when the attribute holds something else: a hash, what the user has to change at
/// the first login, a program that asks.
const OTHERS: [&str; 4] = ["hashed", "initial", "ask", "encrypted"];

/// Words that stand for a password in a template, those of installers and virtual machines, and what says how a password
/// is asked for, in lower case.
const PLACEHOLDERS: [&str; 27] = [
    "admin",
    "always",
    "ask",
    "change-me",
    "change_me",
    "changeit",
    "changeme",
    "default",
    "demo",
    "dummy",
    "false",
    "never",
    "nixos",
    "no",
    "none",
    "null",
    "password",
    "placeholder",
    "prompt",
    "root",
    "secret",
    "test",
    "todo",
    "toor",
    "true",
    "unused",
    "yes",
];

/// What texts begin with that say where a password is kept: 1Password, Vault, vals and the like.
const ELSEWHERE: [&str; 12] = [
    "aws:", "bw:", "cmd:", "command:", "env:", "file:", "keyring:", "op://", "pass:", "ref+",
    "secret:", "vault:",
];

pub(super) fn read(reader: &Reader<'_>) -> Vec<Password> {
    let tree = reader.tree();
    let mut found = Vec::new();
    for (_, expr) in tree.exprs() {
        let Expr::Attrs(set) = expr else { continue };
        for entry in &set.entries {
            let name = tree.name(&entry.name);
            let Some(is_secret) = secrets_in(name) else { continue };
            let is_secret = |text: String| {
                is_secret(&text) && !is_placeholder(&text) && !is_beside(reader, set, &text)
            };
            for id in texts(reader, entry.value) {
                if tree.plain_string(id).is_some_and(is_secret) {
                    found.push(password(reader, name, id));
                }
            }
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    // Several attributes may take one variable.
    found.dedup_by(|a, b| a.place == b.place);
    found
}

/// What an attribute may come to; of the declaration of an option its default.
fn texts(reader: &Reader<'_>, value: ExprId) -> Vec<ExprId> {
    let default = |id: &ExprId| {
        let Expr::Apply { function, argument } = reader.tree().expr(*id) else { return None };
        let Expr::Attrs(option) = reader.tree().expr(*argument) else { return None };
        let is_option = reader.last_name(*function) == Some("mkOption");
        reader.entry(option, "default").filter(|_| is_option)
    };
    let values = reader.values(value).into_iter();
    values
        .flat_map(|id| default(&id).map_or(vec![id], |entry| reader.values(entry.value)))
        .collect()
}

fn password(reader: &Reader<'_>, name: &str, id: ExprId) -> Password {
    let span = reader.tree().span(id);
    let quotes = if reader.tree().text()[span.range()].starts_with("''") { 2 } else { 1 };
    let hidden = Span::new(span.start as usize + quotes, span.end as usize - quotes);
    Password { name: name.to_owned(), place: reader.context.place(span), hidden }
}

/// Which texts are secrets in an attribute of this name; `None` where none is.
fn secrets_in(name: &str) -> Option<fn(&str) -> bool> {
    if is_password(name) {
        return Some(|_| true);
    }
    let name = plain_name(name);
    let is_made: fn(&str) -> bool = is_made;
    MADE_ENDINGS.iter().any(|ending| name.ends_with(ending)).then_some(is_made)
}

/// Whether a text looks as if a machine had made it: long, without spaces, and with digits in it.
fn is_made(text: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'=' | b'_' | b'-');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= 20 && digits >= 4 && text.bytes().all(is_part)
}

/// Whether the set has the same text for something else: the name of a user or service is no secret.
fn is_beside(reader: &Reader<'_>, set: &AttrSet, text: &str) -> bool {
    let tree = reader.tree();
    let mut others =
        set.entries.iter().filter(|entry| secrets_in(tree.name(&entry.name)).is_none());
    others.any(|entry| tree.plain_string(entry.value).as_deref() == Some(text))
}

fn is_password(name: &str) -> bool {
    let name = plain_name(name);
    let is_other = OTHERS.iter().any(|other| name.contains(&format!("{other}pass")));
    !is_other && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether a text only says where the password comes from (`/run/secrets/x`, `$PASSWORD`, `@PASSWORD@`, `%env(X)%`,
/// `!rbw get x`, `<password>`, `{{ x }}`, `op://vault/x`), is a hash (`$6$…`), or stands for one.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let is_blank = text.chars().all(|c| matches!(c, 'x' | '*' | '.' | '?' | '-' | '!'));
    let is_elsewhere = text.starts_with(['$', '/', '@', '%', '!', '<', '{', '~'])
        || text.contains("${")
        || ELSEWHERE.iter().any(|start| text.starts_with(start));
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
        for text in ["op://vault/item/pw", "vault:secret/x#pw", "ref+vault://x", "true"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["your-password", "the password of the user", "password", "nixos"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["hunter2", "correct horse", "12345", "true-love"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn tokens_are_told_from_names_of_tokens() {
        let is_secret = |name, text| secrets_in(name).is_some_and(|is_secret| is_secret(text));
        assert!(is_secret("apiKey", "0c6a1f9be2d84c7fa1be"));
        assert!(is_secret("client_secret", "Zx81-Qq92-Lm73-Tt64-Ab"));
        assert!(!is_secret("token", "grafana-admin-token"));
        assert!(!is_secret("secret", "services/web/token-2024-11"));
        assert!(!is_secret("tokenFile", "0c6a1f9be2d84c7fa1be"));
    }
}
