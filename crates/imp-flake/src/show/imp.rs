//! What imp sees of a flake that uses it: the registry, and sinks with who consumes them.

use std::collections::BTreeMap;

use imp_model::facts::ReferenceRoot;
use imp_model::model::config::ConfigError;
use imp_model::text::Place;
use imp_model::wire::overview::{ImpPart, OverviewData, Sink};

use super::Flake;

pub(super) fn read(flake: &Flake<'_>, data: &mut OverviewData) -> Result<(), ConfigError> {
    if !flake.uses_imp {
        return Ok(());
    }
    let registry = flake.model.registry.as_ref();
    let leaves = registry.map(|registry| {
        let root = imp_model::model::Registry::ROOT;
        registry.leaves(root).iter().filter(|leaf| **leaf != root).count()
    });
    data.imp = Some(ImpPart {
        registry: registry.map(|registry| registry.directory().to_string()),
        names: leaves.unwrap_or_default() as u64,
        sinks: sinks(flake),
    });
    Ok(())
}

fn sinks(flake: &Flake<'_>) -> Vec<Sink> {
    let consumers = consumers(flake);
    let sink = |(name, files): (&str, std::collections::BTreeSet<&imp_model::source::TreePath>)| {
        let consumers = consumers.iter().filter(|(used, _)| reaches(used, name));
        let mut places: Vec<&Place> = consumers.flat_map(|(_, places)| places).copied().collect();
        places.sort();
        places.dedup();
        Sink {
            name: name.to_owned(),
            contributors: files.iter().map(ToString::to_string).collect(),
            consumers: places.into_iter().map(Into::into).collect(),
        }
    };
    flake.model.exporters().into_iter().map(sink).collect()
}

/// Whether a name that somebody uses is a sink, a level above it, or something inside it.
fn reaches(used: &str, sink: &str) -> bool {
    let below = |a: &str, b: &str| {
        a.strip_prefix(b).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    used.is_empty() || below(used, sink) || below(sink, used)
}

/// Who uses which sink: expressions, and `sinks` and `hmSinks` of hosts.
fn consumers<'a>(flake: &Flake<'a>) -> BTreeMap<String, Vec<&'a Place>> {
    let mut found: BTreeMap<String, Vec<&Place>> = BTreeMap::new();
    for file in flake.own_files() {
        for reference in &file.references {
            let path: Vec<&str> = reference.path.iter().map(|part| part.name.as_str()).collect();
            let path = match (&reference.root, path.as_slice()) {
                (ReferenceRoot::Exports, path) => path,
                (ReferenceRoot::Flake, ["exports", path @ ..]) => path,
                (ReferenceRoot::Inputs, ["self", "exports", path @ ..]) => path,
                _ => continue,
            };
            found.entry(path.join(".")).or_default().push(&reference.place);
        }
        let names = file.host.iter().flat_map(|host| &host.names);
        for name in names.filter(|name| matches!(name.field, "sinks" | "hmSinks")) {
            found.entry(name.text.clone()).or_default().push(&name.place);
        }
    }
    found
}
