//! Secrets in plain text, known by their shape: private keys and tokens, in a file of any language.
//!
//! A shape that documentation shows (`ghp_xxxx…`, `AKIA…EXAMPLE`) and a key that a passphrase protects are no
//! secrets in plain text.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use crate::source::TreePath;
use crate::text::{Place, Span};

/// A secret in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it is, with an article: `a GitHub token`.
    pub kind: &'static str,
    /// Where it stands; of a key of several lines the first.
    pub place: Place,
    /// The bytes that must not be shown.
    pub hidden: Span,
}

/// A token: what it begins with, and what follows.
struct Token {
    kind: &'static str,
    prefix: &'static str,
    /// How many characters follow at least.
    length: usize,
    is_part: fn(u8) -> bool,
}

const fn token(
    kind: &'static str,
    prefix: &'static str,
    length: usize,
    is_part: fn(u8) -> bool,
) -> Token {
    Token { kind, prefix, length, is_part }
}

fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn upper_case(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

const TOKENS: &[Token] = &[
    token("an age key", "AGE-SECRET-KEY-1", 58, upper_case),
    token("an AWS access key", "AKIA", 16, upper_case),
    token("an Anthropic key", "sk-ant-", 40, word),
    token("a DigitalOcean token", "dop_v1_", 64, alphanumeric),
    token("a GitHub token", "ghp_", 36, alphanumeric),
    token("a GitHub token", "gho_", 36, alphanumeric),
    token("a GitHub token", "ghs_", 36, alphanumeric),
    token("a GitHub token", "github_pat_", 60, word),
    token("a GitLab token", "glpat-", 20, word),
    token("a Google API key", "AIza", 35, word),
    token("a Hugging Face token", "hf_", 34, alphanumeric),
    token("an npm token", "npm_", 36, alphanumeric),
    token("an OpenAI key", "sk-proj-", 40, word),
    token("a PyPI token", "pypi-AgEIcHlwaS5vcmc", 50, word),
    token("a Slack token", "xoxb-", 40, word),
    token("a Slack token", "xoxp-", 40, word),
    token("a Stripe key", "sk_live_", 24, alphanumeric),
    token("a Tailscale key", "tskey-", 24, word),
];

/// What finds the beginning of each token.
static PREFIXES: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| TOKENS.iter().map(|token| Finder::new(token.prefix)).collect());

/// What stands in the first line of a private key, and what names a key of WireGuard.
const KEYS: [&str; 3] = ["PRIVATE KEY", "rivateKey", "resharedKey"];

/// How many characters of a token are shown.
const SHOWN: usize = 4;

/// How far behind its first line a private key must have begun.
const HEAD: usize = 600;

/// Lines of the private keys that nixpkgs has for its tests and its builder, which everybody knows.
const WELL_KNOWN: [&str; 3] = [
    "MHcCAQEEIHQf/khLvYrQ8IOika5yqtWvI0oquHlpRLTZiJy5dRJmoAoGCCqGSM49",
    "QyNTUxOQAAACAYBTIWo1J4PkY4/7AhVyPT8xvAUI67tp+yYFFRdSm7+QAAAJC89yCivPcg",
    "QyNTUxOQAAACCQVnMW/wZWqrdWrjrRPhfEFFq1KLYguagSflLhFnVQmwAAAJASuMMnErjD",
];

/// How far before a key its name may say that it is made up, in bytes.
const NAME: usize = 120;

/// How a private key of OpenSSH without passphrase begins: its magic, and the cipher `none`.
const OPENSSH_WITHOUT_PASSPHRASE: &str = "b3BlbnNzaC1rZXktdjEAAAAABG5vbm";

/// False only when [`read`] would find nothing.
pub(super) fn may_have(bytes: &[u8]) -> bool {
    let has = |prefix: &Finder<'_>| prefix.find(bytes).is_some();
    PREFIXES.iter().any(has)
        || KEYS.iter().any(|name| memmem::find(bytes, name.as_bytes()).is_some())
}

/// The secrets of a text, in order.
pub(super) fn read(path: &TreePath, text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut add = |kind, span: Span, hidden: Span| {
        found.push(Secret { kind, place: Place::new(path, text, span), hidden });
    };
    for (token, prefix) in TOKENS.iter().zip(&*PREFIXES) {
        for at in prefix.find_iter(text.as_bytes()) {
            if let Some(end) = token_end(text, at, token) {
                add(token.kind, Span::new(at, end), Span::new(at + SHOWN, end));
            }
        }
    }
    let [pem, wireguard @ ..] = KEYS;
    for at in memmem::find_iter(text.as_bytes(), pem) {
        if let Some((kind, span)) = private_key(text, at) {
            let line_end =
                text[span.end as usize..].find('\n').unwrap_or(text.len() - span.end as usize);
            add(kind, span, Span::new(span.end as usize, span.end as usize + line_end));
        }
    }
    for name in wireguard {
        for at in memmem::find_iter(text.as_bytes(), name) {
            if let Some(span) = wireguard_key(text, at + name.len()) {
                add("a WireGuard key", span, span);
            }
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// The end of the token that begins at `at`, if one does.
fn token_end(text: &str, at: usize, token: &Token) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_inside = at.checked_sub(1).is_some_and(|before| word(bytes[before]));
    let start = at + token.prefix.len();
    let length = bytes[start..].iter().take_while(|byte| (token.is_part)(**byte)).count();
    let body = &text[start..start + length];
    (!is_inside && length >= token.length && is_random(body)).then_some(start + length)
}

/// Whether a text looks as if a machine had made it, and not as in documentation.
fn is_random(text: &str) -> bool {
    let mut seen = [false; 256];
    text.bytes().for_each(|byte| seen[byte as usize] = true);
    let distinct = seen.iter().filter(|seen| **seen).count();
    let lower = text.to_ascii_lowercase();
    distinct >= 8
        && !["xxxx", "example", "your", "placeholder"].iter().any(|word| lower.contains(word))
}

/// The first line of the private key in whose first line `PRIVATE KEY` stands at `at`.
fn private_key(text: &str, at: usize) -> Option<(&'static str, Span)> {
    let start = text[..at].rfind("-----BEGIN ")?;
    let kind = match &text[start + "-----BEGIN ".len()..at] {
        "OPENSSH " => "an SSH key",
        "PGP " => "a PGP key",
        "" | "RSA " | "EC " | "DSA " => "a private key",
        _ => return None,
    };
    let rest = &text[at + "PRIVATE KEY".len()..];
    let line = rest.strip_prefix(" BLOCK").unwrap_or(rest);
    let body = line.strip_prefix("-----")?;
    let span = Span::new(start, text.len() - body.len());
    let head = body.bytes().take(HEAD).take_while(u8::is_ascii).count();
    let head = body[..head].split("-----").next()?;
    let is_key = |run: &str| match kind {
        "an SSH key" => run.starts_with(OPENSSH_WITHOUT_PASSPHRASE),
        _ => run.len() >= 40 && is_random(run),
    };
    // In JSON and YAML a line may end with `\n` in words.
    let lines =
        head.split("\\n").flat_map(|part| part.split(|c: char| !c.is_ascii() || !base64(c as u8)));
    let is_protected = head.contains("ENCRYPTED");
    let before = &text.as_bytes()[start.saturating_sub(NAME)..start];
    let is_made_up = before.to_ascii_lowercase().windows(8).any(|word| word == b"snakeoil")
        || WELL_KNOWN.iter().any(|line| head.contains(line));
    (!is_protected && !is_made_up && lines.into_iter().any(is_key)).then_some((kind, span))
}

/// The key that the text says to be one: `PrivateKey = …`, with `at` behind the name.
fn wireguard_key(text: &str, at: usize) -> Option<Span> {
    const LENGTH: usize = 43;
    let rest = text[at..].trim_start_matches([' ', '"']);
    let rest = rest.strip_prefix(['=', ':'])?.trim_start_matches([' ', '"', '\'']);
    let start = text.len() - rest.len();
    let length = rest.bytes().take_while(|byte| base64(*byte)).count();
    let is_key = length == LENGTH && rest[length..].starts_with('=') && is_random(&rest[..length]);
    is_key.then(|| Span::new(start, start + LENGTH + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<&'static str> {
        let path = TreePath::new("a").unwrap();
        read(&path, text).iter().map(|secret| secret.kind).collect()
    }

    /// A text without a pattern, put together so that this file holds no secret.
    fn noise(length: usize) -> String {
        let letters = "q7WzR4bT9mXc2LpV5nYk8HsD3fGj6";
        letters.chars().cycle().take(length).collect()
    }

    #[test]
    fn tokens_have_a_prefix_and_a_random_body() {
        let token = format!("ghp_{}", noise(36));
        assert_eq!(kinds(&format!("token: {token}\n")), ["a GitHub token"]);
        assert!(kinds(&format!("x{token}")).is_empty());
        assert!(kinds(&token[..30]).is_empty());
        assert!(kinds(&format!("ghp_{}", "x".repeat(36))).is_empty());
        assert!(kinds("AKIAIOSFODNN7EXAMPLE").is_empty());
        assert!(kinds(&format!("age1{}", noise(58).to_lowercase())).is_empty());
    }

    #[test]
    fn private_keys_are_known_by_what_follows_their_first_line() {
        let begin = |kind: &str| format!("-----BEGIN {kind}PRIVATE KEY-----");
        assert_eq!(kinds(&format!("{}\n{}\n", begin("RSA "), noise(64))), ["a private key"]);
        assert_eq!(kinds(&format!("\"{}\\n{}\"", begin(""), noise(64))), ["a private key"]);
        let open = format!("{OPENSSH_WITHOUT_PASSPHRASE}UAAAA");
        assert_eq!(kinds(&format!("{}\n{open}\n", begin("OPENSSH "))), ["an SSH key"]);
        assert!(
            kinds(&format!("{}\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni\n", begin("OPENSSH ")))
                .is_empty()
        );
        assert!(kinds(&format!("{}\n{}\n", begin("ENCRYPTED "), noise(64))).is_empty());
        let key = format!("{}\n{}\n", begin("RSA "), noise(64));
        assert!(kinds(&format!("snakeOilPrivateKey = ''\n{key}")).is_empty());
        for line in WELL_KNOWN {
            assert!(kinds(&format!("{}\n{line}\n", begin("EC "))).is_empty());
        }
        assert!(kinds(&format!("grep '{}' file\n", begin("RSA "))).is_empty());
    }

    #[test]
    fn wireguard_keys_are_named() {
        let key = format!("{}=", noise(43));
        assert_eq!(kinds(&format!("PrivateKey = {key}\n")), ["a WireGuard key"]);
        assert_eq!(kinds(&format!("privateKey = \"{key}\";\n")), ["a WireGuard key"]);
        assert!(kinds(&format!("PublicKey = {key}\n")).is_empty());
        assert!(kinds("privateKeyFile = \"/run/secrets/wg\";\n").is_empty());
    }

    #[test]
    fn what_must_not_be_shown_is_all_but_the_first_characters() {
        let text = format!("ghp_{}", noise(36));
        let secret = &read(&TreePath::new("a").unwrap(), &text)[0];
        assert_eq!(secret.hidden, Span::new(4, text.len()));
    }
}
