//! Which facts a program asks for: each is a module beside this one and a line here.

use super::{exports, host, inputs, outputs};

/// Which facts a program asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the fact of that name")]
pub struct Wanted {
    pub inputs: bool,
    pub exports: bool,
    pub host: bool,
    pub outputs: bool,
    pub references: bool,
    pub paths: bool,
    /// Of the references only those to a registry, which far fewer files have.
    pub names: bool,
    /// Options in the words of other people's modules, which no document has.
    pub settings: bool,
    /// Of the settings only the hosts that files write as outputs.
    pub hosts: bool,
    /// What only the rules ask: arguments, methods, lists of modules, words that may be inputs, practice, secrets,
    /// and files that are not Nix. Needs the references.
    pub rules: bool,
    /// Why Nix rejects a file, also of one that holds nothing else: then every file is parsed.
    pub syntax: bool,
}

impl Wanted {
    /// Everything that a document has.
    pub const ALL: Self = Self {
        inputs: true,
        exports: true,
        host: true,
        outputs: true,
        references: true,
        paths: true,
        names: true,
        settings: false,
        hosts: true,
        rules: true,
        syntax: false,
    };

    /// What all rules ask.
    pub const RULES: Self = Self { syntax: true, ..Self::ALL };

    /// Only the flake inputs.
    pub const INPUTS: Self = Self {
        inputs: true,
        exports: false,
        host: false,
        outputs: false,
        references: false,
        paths: false,
        names: false,
        settings: false,
        hosts: false,
        rules: false,
        syntax: false,
    };

    /// What refers to names of the registry. `__outputs` may take the output `registry` for something else.
    pub const NAMES: Self =
        Self { inputs: false, host: true, outputs: true, names: true, ..Self::INPUTS };

    /// The names of the wanted declarations.
    pub(super) fn declarations(self) -> impl Iterator<Item = &'static str> {
        let all = [
            (self.inputs, inputs::WORD),
            (self.exports, exports::WORD),
            (self.host, host::WORD),
            (self.outputs, outputs::WORD),
        ];
        all.into_iter().filter_map(|(is_wanted, word)| is_wanted.then_some(word))
    }
}
