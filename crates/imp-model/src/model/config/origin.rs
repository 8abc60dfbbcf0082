//! Who sets an option: in words for people, with a place for findings, and back from the words in a document.

use crate::source::TreePath;
use crate::text::Place;

/// Who set an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag of the command line.
    Flag(String),
    /// `--config FILE`.
    ConfigFile(String),
    /// The flake, at this place.
    Flake(Place),
    /// `imp.toml`.
    ImpToml,
    /// Another program's configuration, and what it adds to: `treefmt.toml`, or `imp.toml, treefmt.toml`.
    Other(String),
}

impl Origin {
    /// The place of what has none of its own: the option in the flake, else the start of the file.
    pub(in crate::model) fn place(&self) -> Place {
        let file = |path: &str| {
            let name = path.rsplit('/').next().filter(|name| !matches!(*name, "" | "." | ".."));
            let inside = TreePath::new(path).filter(|path| !path.is_root());
            // A file outside of the flake is known by its name; results hold no absolute paths.
            inside.or_else(|| Some(TreePath::root().child(name?))).unwrap_or_else(TreePath::root)
        };
        match self {
            Self::Flake(place) => place.clone(),
            Self::ConfigFile(path) if path == "-" => Place::start_of(&file("standard input")),
            Self::ConfigFile(path) => Place::start_of(&file(path)),
            Self::ImpToml => Place::start_of(&file("imp.toml")),
            Self::Flag(_) | Self::Other(_) => Place::start_of(&TreePath::root()),
        }
    }

    /// The origin that these words, which an [`Origin`] shows, stand for. Of a place they tell line and column.
    pub(crate) fn of_words(words: &str) -> Self {
        if let Some(file) = words.strip_prefix("--config ") {
            return Self::ConfigFile(file.to_owned());
        }
        if words == Self::ImpToml.to_string() {
            return Self::ImpToml;
        }
        Place::of_words(words).map_or_else(|| Self::Flag(words.to_owned()), Self::Flake)
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(words) | Self::Other(words) => write!(f, "{words}"),
            Self::ConfigFile(file) => write!(f, "--config {file}"),
            Self::Flake(place) => write!(f, "{place}"),
            Self::ImpToml => write!(f, "imp.toml"),
        }
    }
}
