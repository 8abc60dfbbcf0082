//! What became of names after files were moved on disk.
//!
//! In go the registry as it was and as it is, with the texts of the modules that differ; out comes what each
//! name became, or why nobody can say. Files are paired by content first, then by path; what has no certain
//! pair is said and never guessed.

mod directories;
mod pair;
#[cfg(test)]
mod tests;
mod unique;
mod weight;

use std::collections::BTreeMap;

use imp_model::model::{Lookup, NodeId, NodeKind, Registry, dotted};
use imp_model::source::TreePath;

use crate::name_map::NameMap;

pub use unique::unique_names;

/// A module in one of the two registries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its name.
    pub name: Vec<String>,
    /// Its file; for a directory with `default.nix` that.
    pub file: TreePath,
    /// Its text, where it is not the same as in the other registry at the same path.
    pub text: Option<String>,
}

/// How a rename is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Somebody said so.
    Given,
    /// The file has the same text, or nearly.
    Content,
    /// The files around it went the same way.
    Path,
    /// No other name ends alike.
    Unique,
}

impl By {
    /// The word for it in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Content => "content",
            Self::Path => "path",
            Self::Unique => "unique",
        }
    }
}

/// What became of the names of a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learnt {
    /// Modules and directories that have another name now, and how that is known.
    pub renames: BTreeMap<Vec<String>, (Vec<String>, By)>,
    /// Names without a certain target: why, and what they may have become.
    pub unresolved: BTreeMap<Vec<String>, (String, Vec<String>)>,
}

impl Learnt {
    /// The renames as a map.
    pub fn map(&self) -> NameMap {
        NameMap::new(self.renames.iter().map(|(old, (new, _))| (old.clone(), new.clone())))
    }

    /// Why a name, or one that holds it, has no certain target.
    pub fn why_unresolved(&self, path: &[&str]) -> Option<(&[String], &str, &[String])> {
        let owned: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        // A longer name that is renamed is more certain than a shorter one that is not.
        let lengths = (1..=owned.len()).rev();
        let mut open = lengths.take_while(|length| !self.renames.contains_key(&owned[..*length]));
        open.find_map(|length| {
            let (name, (reason, candidates)) = self.unresolved.get_key_value(&owned[..length])?;
            Some((name.as_slice(), reason.as_str(), candidates.as_slice()))
        })
    }
}

/// Learns what became of the names of `old`. `old_text` and `new_text` give the text of a module's file in each, for
/// those that are not the same in both, and `kept_text` that of the others.
pub fn learn(
    old: &Registry,
    new: &Registry,
    old_text: &dyn Fn(&TreePath) -> Option<String>,
    new_text: &dyn Fn(&TreePath) -> Option<String>,
    kept_text: &dyn Fn(&TreePath) -> Option<String>,
) -> Learnt {
    let pairs = pair::pair(modules(old, old_text), modules(new, new_text), kept_text);
    let mut learnt = Learnt::default();
    for pair in &pairs {
        match &pair.new {
            Some((name, by)) if *name != pair.old => {
                learnt.renames.insert(pair.old.clone(), (name.clone(), *by));
            }
            Some(_) => {}
            None => {
                let (reason, candidates) = gone(new, &pair.old, &pair.candidates);
                learnt.unresolved.insert(pair.old.clone(), (reason, candidates));
            }
        }
    }
    directories::learn(old, new, &pairs, &mut learnt);
    learn_closed(old, new, &mut learnt);
    learnt
}

/// Directories that are modules now, so that a name means one module where it meant several.
fn learn_closed(old: &Registry, new: &Registry, learnt: &mut Learnt) {
    for id in old.nodes().into_iter().filter(|id| old.node(*id).kind == NodeKind::Directory) {
        let name: Vec<String> = old.parts(id).into_iter().map(str::to_owned).collect();
        let Lookup::Found(now) = new.lookup(&name) else { continue };
        if new.node(now).kind == NodeKind::Module && !learnt.renames.contains_key(&name) {
            let reason = "it was a directory and is a module now".to_owned();
            learnt.unresolved.entry(name).or_insert((reason, Vec::new()));
        }
    }
}

/// Why a module without a pair is not to be found.
fn gone(new: &Registry, name: &[String], candidates: &[Vec<String>]) -> (String, Vec<String>) {
    let shown = candidates.iter().map(dotted).collect();
    if let Lookup::Collision { node, .. } = new.lookup(name)
        && let NodeKind::Collision(first, second) = &new.node(node).kind
    {
        return (format!("both `{first}` and `{second}` claim the name now"), shown);
    }
    if let Lookup::Found(id) = new.lookup(name)
        && new.is_level(id)
    {
        let below: Vec<String> =
            new.leaves(id).into_iter().take(3).map(|leaf| new.name(leaf)).collect();
        return ("it was a module and is a directory now".into(), below);
    }
    match candidates {
        [] => ("its file is gone, and no other has its text".into(), shown),
        [_] => ("its file is gone, and what may have become of it is not certain".into(), shown),
        _ => ("its file is gone, and several others may be what became of it".into(), shown),
    }
}

/// The modules of a registry with their texts.
fn modules(registry: &Registry, text: &dyn Fn(&TreePath) -> Option<String>) -> Vec<Module> {
    let module = |id: NodeId| {
        let node = registry.node(id);
        let file = registry.files(id).into_iter().next()?;
        (node.kind == NodeKind::Module).then(|| Module {
            name: registry.parts(id).into_iter().map(str::to_owned).collect(),
            text: text(&file),
            file,
        })
    };
    registry.leaves(Registry::ROOT).into_iter().filter_map(module).collect()
}
