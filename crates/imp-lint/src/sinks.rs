//! Sinks: who exports to them, and who takes them.

use std::collections::BTreeSet;

use imp_model::facts::{FileFacts, HostName, Reference, ReferenceRoot};
use imp_model::model::Model;

/// A place that takes a sink, or everything below a part of its name.
pub(crate) enum Taken<'m> {
    /// A string in `sinks` or `hmSinks` of a host.
    Host(&'m HostName),
    /// `exports.desktop.nixos`, with the parts after `exports`.
    Reference(&'m Reference, Vec<&'m str>),
}

/// Every place that takes a sink.
pub(crate) fn taken(model: &Model) -> Vec<Taken<'_>> {
    model.files.iter().flat_map(taken_by).collect()
}

fn taken_by(file: &FileFacts) -> impl Iterator<Item = Taken<'_>> {
    let names = file.host.iter().flat_map(|host| &host.names);
    let names = names.filter(|name| matches!(name.field, "sinks" | "hmSinks"));
    let references = file.references.iter().filter_map(|reference| {
        let path = || reference.path.iter().map(|part| part.name.as_str());
        let below = match reference.root {
            ReferenceRoot::Exports => path().collect(),
            ReferenceRoot::Flake if path().next() == Some("exports") => path().skip(1).collect(),
            ReferenceRoot::Inputs if path().take(2).eq(["self", "exports"]) => {
                path().skip(2).collect()
            }
            _ => return None,
        };
        Some(Taken::Reference(reference, below))
    });
    names.map(Taken::Host).chain(references)
}

impl Taken<'_> {
    /// Whether it takes this sink. A host takes no group of them.
    pub(crate) fn takes(&self, sink: &str) -> bool {
        match self {
            Self::Host(name) => name.text == sink,
            Self::Reference(..) => self.fits(sink),
        }
    }

    /// Whether it is this sink, something in its value, or a set that holds it.
    pub(crate) fn fits(&self, sink: &str) -> bool {
        let mut parts = sink.split('.');
        match self {
            Self::Host(name) => {
                let below = sink.strip_prefix(&*name.text);
                below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }
            Self::Reference(_, path) => {
                path.iter().all(|part| parts.next().is_none_or(|own| own == *part))
            }
        }
    }
}

/// Whether exports become sinks.
pub(crate) fn are_on(model: &Model) -> bool {
    model.is_on("exports.enable", true).unwrap_or(true)
}

/// The sinks that files export to; `None` where some can't be read.
pub(crate) fn exported(model: &Model) -> Option<BTreeSet<&str>> {
    if !are_on(model) {
        return Some(BTreeSet::new());
    }
    let is_elsewhere = model.configuration.origin("exports.sources").is_some();
    let unread = model.files.iter().flat_map(|file| &file.unread);
    let is_unread = unread.into_iter().any(|unread| unread.declaration == "__exports");
    let roots = model.configuration.declaration_roots().ok()?;
    let is_known = !is_elsewhere && !is_unread && !roots.is_empty();
    is_known.then(|| model.exporters().into_keys().collect())
}
