//! `imp-registry list` and `imp-registry refs`: the names, and who refers to them.

use std::collections::BTreeMap;

use imp_cli::{Exit, Failure, Streams, brief_name};
use imp_model::facts::Wanted;
use imp_model::finding::Finding;
use imp_model::model::{Lookup, Model, Registry, dotted};
use imp_model::text::Place;
use imp_model::wire;
use imp_model::wire::names::{ListData, NameReference, RefsData, names};

use super::check::findings;
use super::source::Source;
use super::{Options, has_names};
use crate::name::{parse, unknown_name};

pub(super) fn list(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let source = Source::read(options, Wanted { names: true, ..Wanted::default() })?;
    has_names(source.model(), streams);
    let Some(registry) = &source.model().registry else {
        let data = wire::to_json(ListData { names: Vec::new() });
        return Ok(source.answer(options, streams, &[], &[], &data));
    };
    let data = ListData { names: names(registry) };
    let width = |name: &wire::names::Name| brief_name(&name.name).chars().count();
    let width = data.names.iter().map(width).max().unwrap_or(0);
    let line = |name: &wire::names::Name| {
        let place = match (&name.path, &name.place, name.also.as_slice()) {
            (Some(path), ..) if name.kind == "directory" => format!("{path}/"),
            (Some(path), ..) => path.clone(),
            (_, Some(place), _) => format!("{}:{}:{}", place.file, place.line, place.column),
            (_, _, [first, second]) => format!("{first} and {second}"),
            _ => String::new(),
        };
        format!("{:width$}  {place}", brief_name(&name.name)).trim_end().to_owned()
    };
    let lines: Vec<String> = data.names.iter().map(line).collect();
    let missing = missing_names(&source)?;
    Ok(source.answer(options, streams, &missing, &lines, &wire::to_json(&data)))
}

pub(super) fn refs(
    options: &Options,
    name: Option<&str>,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let source = Source::read(options, Wanted::NAMES)?;
    has_names(source.model(), streams);
    let wanted = match (name, &source.model().registry) {
        (Some(name), Some(registry)) => Some(known_name(registry, name)?),
        _ => None,
    };
    let by_name = references(source.model(), wanted.as_deref());
    let mut lines = Vec::new();
    let mut data = RefsData { references: Vec::new() };
    for (name, (is_there, places)) in &by_name {
        let broken = if *is_there { "" } else { "  (not there)" };
        lines.push(format!("{}{broken}", brief_name(name)));
        for place in places {
            lines.push(format!("  {place}"));
            let (name, place) = (name.clone(), place.into());
            data.references.push(NameReference { name, found: *is_there, place });
        }
    }
    if by_name.is_empty()
        && let Some(name) = &wanted
    {
        streams.note(&format!("nothing refers to `{}`", dotted(name)));
    }
    let missing = missing_names(&source)?;
    Ok(source.answer(options, streams, &missing, &lines, &wire::to_json(&data)))
}

/// What can't be read, where more names and references may be.
fn missing_names(source: &Source) -> Result<Vec<Finding>, Failure> {
    const RULES: [&str; 1] = ["unreadable-file"];
    match source {
        Source::Tree(loaded) => findings(&loaded.model, &loaded.project.disk, &RULES),
        Source::Document(read) => read.findings(&RULES),
    }
}

/// The parts of a name that a person typed and that must be there.
fn known_name(registry: &Registry, name: &str) -> Result<Vec<String>, Failure> {
    let parts = parse(registry, name)?;
    if matches!(registry.lookup(&parts), Lookup::Missing { .. } | Lookup::BelowModule { .. }) {
        return Err(unknown_name(registry, &parts));
    }
    Ok(parts)
}

/// Whether each name is there, and the places that refer to it.
type References = BTreeMap<String, (bool, Vec<Place>)>;

fn references(model: &Model, below: Option<&[String]>) -> References {
    let mut by_name: References = BTreeMap::new();
    for name in model.files.iter().flat_map(|file| model.uses(file)) {
        let is_main = model.registry.as_ref().is_some_and(|main| std::ptr::eq(main, name.registry));
        let is_below = below.is_none_or(|below| {
            is_main
                && name.path.len() >= below.len()
                && name.path.iter().zip(below).all(|(a, b)| a == b)
        });
        let lookup = name.lookup();
        let is_there = matches!(lookup, Lookup::Found(_) | Lookup::Unknown(_));
        // A question about what is not there refers to nothing.
        if !is_below || name.path.is_empty() || !is_there && name.may_be_missing(&lookup) {
            continue;
        }
        let prefix =
            if is_main { String::new() } else { format!("{}:", name.registry.directory()) };
        let entry = by_name.entry(format!("{prefix}{}", dotted(&name.path)));
        entry.or_insert((is_there, Vec::new())).1.push(name.place.clone());
    }
    by_name
}
