//! Every place that names something in a registry, and whether it is there.

use std::collections::BTreeSet;

use super::Model;
use super::config::ConfigError;
use super::registry::{Lookup, Registry};
use crate::facts::{FileFacts, HostName, Reference, ReferenceRoot};
use crate::source::TreePath;
use crate::text::{Place, Span};

/// A place that names something in a registry.
#[derive(Clone, Debug)]
pub struct NameUse<'m> {
    /// The file.
    pub file: &'m FileFacts,
    /// Where the name is looked up.
    pub registry: &'m Registry,
    /// The name, as far as it is certain.
    pub path: Vec<&'m str>,
    /// Where it stands.
    pub place: &'m Place,
    /// Whether more parts follow that only Nix knows.
    pub is_partial: bool,
    /// Whether it asks and so can't break.
    pub is_question: bool,
    /// How many of its leading parts a condition around it asks for first.
    pub asked: usize,
    /// How many of its leading parts are a name whose kind a condition around it asks for first.
    pub tested: usize,
    /// How it is written.
    pub form: UseForm<'m>,
}

/// How a name is written.
#[derive(Clone, Copy, Debug)]
pub enum UseForm<'m> {
    /// As an expression.
    Expression(&'m Reference),
    /// As a string in `__host`.
    Host(&'m HostName),
}

impl NameUse<'_> {
    /// What the name stands for.
    pub fn lookup(&self) -> Lookup {
        self.registry.lookup(&self.path)
    }

    /// Whether the file asks first for what a lookup of it misses, so that nothing breaks.
    pub fn may_be_missing(&self, lookup: &Lookup) -> bool {
        let missed = match lookup {
            Lookup::Missing { at, .. } | Lookup::BelowModule { at, .. } => *at,
            Lookup::Found(_) | Lookup::Unknown(_) | Lookup::Collision { .. } => usize::MAX,
        };
        // What is below a module is only asked of what is none.
        let is_tested = matches!(lookup, Lookup::BelowModule { at, .. } if *at == self.tested);
        self.is_question || missed < self.asked || is_tested
    }

    /// Where the part at `at` is written, if it is written here and not where an alias is made.
    pub fn part(&self, at: usize) -> Option<Span> {
        match self.form {
            UseForm::Expression(reference) => reference.path.get(at)?.span,
            UseForm::Host(name) => name.span,
        }
    }
}

/// A name that leads nowhere.
#[derive(Clone, Debug)]
pub struct BrokenUse<'m> {
    /// The place that has it.
    pub name: NameUse<'m>,
    /// Why: never [`Lookup::Found`] or [`Lookup::Unknown`].
    pub lookup: Lookup,
}

impl Model {
    /// The registry that a root is looked up in, if it is one.
    pub fn registry_of(&self, root: &ReferenceRoot) -> Option<&Registry> {
        match root {
            ReferenceRoot::Registry => self.registry.as_ref(),
            ReferenceRoot::RegistryOf(directory) => self.registries.get(directory),
            ReferenceRoot::Inputs | ReferenceRoot::Exports | ReferenceRoot::Flake => None,
        }
    }

    /// Every use of a name in one file, in order of place.
    pub fn uses<'m>(&'m self, file: &'m FileFacts) -> Vec<NameUse<'m>> {
        let expressions =
            file.references.iter().filter_map(|reference| self.reference_use(file, reference));
        let names = file.host.iter().flat_map(|host| &host.names).filter_map(|name| {
            let registry = self.registry.as_ref()?;
            let path = match name.field {
                "bases" | "modules" if !name.text.starts_with(['@', '/']) => {
                    registry.split(&name.text)
                }
                "user" => vec!["users", name.text.as_str()],
                _ => return None,
            };
            Some(NameUse {
                file,
                registry,
                path,
                place: &name.place,
                is_partial: false,
                // A user without a file of modules is nothing wrong.
                is_question: name.field == "user",
                asked: 0,
                tested: 0,
                form: UseForm::Host(name),
            })
        });
        let mut uses: Vec<NameUse<'m>> = expressions.chain(names).collect();
        uses.sort_by(|a, b| a.place.cmp(b.place));
        uses
    }

    /// The use that a reference is; `None` for one to no registry.
    pub fn reference_use<'m>(
        &'m self,
        file: &'m FileFacts,
        reference: &'m Reference,
    ) -> Option<NameUse<'m>> {
        Some(NameUse {
            file,
            registry: self.registry_of(&reference.root)?,
            path: reference.path.iter().map(|part| part.name.as_str()).collect(),
            place: &reference.place,
            is_partial: reference.is_partial,
            is_question: reference.is_question,
            asked: reference.asked,
            tested: reference.tested,
            form: UseForm::Expression(reference),
        })
    }

    /// The directories whose references are checked: `imp.registry.migratePaths`, or where declarations
    /// are read.
    ///
    /// # Errors
    /// [`ConfigError`] when the configuration does not say them readably.
    pub fn checked_directories(&self) -> Result<Vec<TreePath>, ConfigError> {
        let paths = self.configuration.paths("registry.migratePaths")?;
        if paths.is_empty() { self.configuration.declaration_roots() } else { Ok(paths) }
    }

    /// Every name that leads nowhere, in order of place. One that is wrong where an alias is made is not
    /// said again where the alias is used.
    ///
    /// # Errors
    /// As [`Model::checked_directories`].
    pub fn broken_uses(&self) -> Result<Vec<BrokenUse<'_>>, ConfigError> {
        let directories = self.checked_directories()?;
        let mut broken = Vec::new();
        for file in &self.files {
            let is_checked = directories.iter().any(|directory| file.path.starts_with(directory));
            let mut seen: BTreeSet<Span> = BTreeSet::new();
            for name in self.uses(file) {
                let is_own = match name.form {
                    UseForm::Expression(other) => other.root != ReferenceRoot::Registry,
                    UseForm::Host(_) => false,
                };
                if !is_checked && !is_own {
                    continue;
                }
                let lookup = name.lookup();
                if name.may_be_missing(&lookup) {
                    continue;
                }
                let at = match lookup {
                    Lookup::Found(_) | Lookup::Unknown(_) => continue,
                    Lookup::Missing { at, .. } | Lookup::BelowModule { at, .. } => at,
                    Lookup::Collision { at, .. } => at.saturating_sub(1),
                };
                let is_said_elsewhere = match (&name.form, name.part(at)) {
                    (UseForm::Expression(_), None) => true,
                    (_, Some(span)) => !seen.insert(span),
                    (UseForm::Host(_), None) => false,
                };
                if !is_said_elsewhere {
                    broken.push(BrokenUse { name, lookup });
                }
            }
        }
        Ok(broken)
    }
}
