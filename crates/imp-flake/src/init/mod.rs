//! A new flake: a template and the choices in it go in, files come out.

mod files;
mod names;
mod templates;
#[cfg(test)]
mod tests;

use std::fmt;

use clap::ValueEnum;

pub use files::files;
pub use names::check as check_name;
pub use templates::{TEMPLATES, Template, template};

/// What is chosen in a template. What is not said stays as the template has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The name of the machine.
    pub host: Option<String>,
    /// The name of the user.
    pub user: Option<String>,
    /// How homes are managed.
    pub home_manager: Option<HomeManager>,
    /// What keeps secrets.
    pub secrets: Option<SecretsTool>,
    /// What checks every change.
    pub ci: Option<Ci>,
    /// Whether direnv enters the shell of the flake.
    pub direnv: Option<bool>,
}

/// How homes are managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HomeManager {
    /// As a part of the machine, switched with it
    Module,
    /// On their own, switched without root
    Standalone,
    /// Both, from the same modules
    Both,
}

/// What keeps secrets: encrypted in the repository, decrypted when a machine is switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SecretsTool {
    /// sops-nix: for teams, with several kinds of keys
    Sops,
    /// agenix: small, with SSH keys
    Agenix,
    /// No secrets
    None,
}

/// What checks every change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// GitHub Actions
    Github,
    /// Nothing
    None,
}

/// A choice that there is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceError {
    /// What is wrong, in one line.
    pub message: String,
    /// The way out.
    pub help: String,
}

impl fmt::Display for ChoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ChoiceError {}
