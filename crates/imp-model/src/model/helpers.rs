//! Which functions that take an argument called `registry` get that of the flake.

use std::collections::BTreeSet;

use super::Model;
use crate::eval::Known;
use crate::facts::{FileFacts, HandedRegistry, Helper};
use crate::source::TreePath;

/// What the files of a tree hand to functions and modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenArguments {
    /// What all modules get, besides what they always do; `None` where that can't be known.
    modules: Option<BTreeSet<String>>,
    /// The sets with the registry that functions get.
    functions: Vec<HandedRegistry>,
}

impl GivenArguments {
    /// Takes the names of functions that nobody in the tree gives the registry from those that a file has of it, and adds
    /// those of functions that only get it from elsewhere.
    pub fn settle(&self, facts: &mut FileFacts) {
        for helper in std::mem::take(&mut facts.helpers) {
            let is_ours = self.is_given(&helper, &facts.path);
            if is_ours && helper.is_called {
                facts.references.extend(helper.references);
                facts.references.sort_by(|a, b| a.place.cmp(&b.place));
            } else if !is_ours && !helper.is_called {
                facts.references.retain(|reference| !helper.references.contains(reference));
            }
        }
    }

    fn is_given(&self, helper: &Helper, file: &TreePath) -> bool {
        let modules = || match &self.modules {
            Some(names) => helper.unusual.iter().all(|name| names.contains(name)),
            None => true,
        };
        !helper.is_called && modules()
            || self.functions.iter().any(|handed| is_handed(handed, helper, file))
    }
}

/// Whether a set may be the argument of a function.
fn is_handed(handed: &HandedRegistry, helper: &Helper, file: &TreePath) -> bool {
    let Some(names) = &handed.names else { return false };
    let is_target = |target: &TreePath| target == file || target.child("default.nix") == *file;
    let may_have_more = handed.is_open && handed.target.as_ref().is_none_or(is_target);
    let has_all = helper.required.iter().all(|name| names.contains(name));
    let takes_all = match &helper.taken {
        Some(taken) => names.iter().all(|name| taken.contains(name)),
        None => true,
    };
    (has_all || may_have_more) && takes_all
}

impl Model {
    /// Settles which names of functions with unusual arguments are names of the registry.
    pub(super) fn settle_helpers(&mut self) {
        let given = self.find_given();
        self.files.iter_mut().for_each(|file| given.settle(file));
        self.given = given;
    }

    fn find_given(&self) -> GivenArguments {
        let all = self.files.iter().map(|file| &file.module_arguments);
        let own = self.configuration.value("args");
        let is_open = own.is_err() || all.clone().any(|arguments| arguments.is_open);
        let own = match own {
            Ok(Some(Known::Attrs(own))) => own.keys().cloned().collect(),
            _ => Vec::new(),
        };
        let names = all.flat_map(|arguments| arguments.names.iter().cloned()).chain(own);
        let handed = self.files.iter().flat_map(|file| &file.handed);
        GivenArguments {
            modules: (!is_open).then(|| names.collect()),
            functions: handed.filter(|handed| handed.names.is_some()).cloned().collect(),
        }
    }
}
