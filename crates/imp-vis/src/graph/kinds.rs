//! The kinds of nodes and edges, what can be noticed about a node, and what a comparison says.
//!
//! The names here are those of the documents (`imp.graph/1`), the page, and the command line.

/// Makes an enum whose values have names and stand in one list.
macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($(#[$value_doc:meta])* $value:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$value_doc])* $value,)* }

        impl $type {
            /// All of them, in the order in which they are listed to people.
            pub const ALL: &[Self] = &[$(Self::$value),*];

            /// The word for it in every output.
            pub fn name(self) -> &'static str {
                match self { $(Self::$value => $name,)* }
            }

            /// The one with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}

named! {
    /// What a node is.
    NodeKind {
        /// The flake itself.
        Flake = "flake",
        /// An output of the flake: `packages`, `devShells.default`.
        Output = "output",
        /// A machine: `__host`, or an entry of `nixosConfigurations`.
        Host = "host",
        /// A user of a machine.
        User = "user",
        /// A module that switches on others.
        Feature = "feature",
        /// A module.
        Module = "module",
        /// What collects exports under one name.
        Sink = "sink",
        /// An overlay.
        Overlay = "overlay",
        /// A package.
        Package = "package",
        /// A Nix file.
        File = "file",
        /// An input of the flake, or of an input.
        Input = "input",
        /// Anything else.
        Other = "other",
    }
}

named! {
    /// In what way one node needs another.
    EdgeKind {
        /// By name, through the registry.
        Reference = "reference",
        /// By path, with `import` or in a list of modules.
        Import = "import",
        /// As a part of a configuration that is merged.
        Merge = "merge",
        /// Through a sink that collects exports.
        Sink = "sink",
        /// As an input of the flake, or of an input.
        Input = "input",
        /// An input that is taken from another: `inputs.a.inputs.b.follows`.
        Follows = "follows",
        /// As a part of a whole: a host and its output, a directory and its files.
        Member = "member",
        /// Perhaps: by a path of which a part is only known to Nix, to whatever lies below the certain part.
        Possible = "possible",
    }
}

named! {
    /// What is to be noticed about a node.
    Flag {
        /// It is referred to and not there.
        Broken = "broken",
        /// Nothing reaches it.
        Orphan = "orphan",
        /// The same thing is there more than once, under other names.
        Duplicate = "duplicate",
        /// A part of it can't be known without evaluation.
        Unknown = "unknown",
    }
}

named! {
    /// What became of a node or an edge between two trees.
    Status {
        /// It is in both.
        Stayed = "stayed",
        /// It is only in the new one.
        Came = "came",
        /// It is only in the old one.
        Went = "went",
        /// It is in both and not the same: an input that is locked at another revision; or it stands for several,
        /// of which some came, went or changed.
        Changed = "changed",
    }
}

impl EdgeKind {
    /// Whether the one surely needs the other.
    pub fn is_certain(self) -> bool {
        self != Self::Possible
    }
}

impl NodeKind {
    /// Whether nodes of this kind are what a flake is for, so that a way from them says why something
    /// is there.
    pub fn is_root(self) -> bool {
        matches!(self, Self::Flake | Self::Host | Self::Output)
    }
}
