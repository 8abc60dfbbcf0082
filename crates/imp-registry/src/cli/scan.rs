//! `imp-registry scan`: the tree as an `imp.model/1` document.

use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::finding;
use imp_model::wire::model::{ModelData, SCHEMA};
use imp_model::wire::{Document, findings, write_document};

use super::{Loaded, Options, TOOL};

pub(super) fn scan(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let loaded = Loaded::new(options, Wanted::ALL)?;
    let rules = imp_lint::rules::ALL.iter().filter_map(|rule| rule.check);
    let mut found: Vec<finding::Finding> = rules.flat_map(|check| check(&loaded.model)).collect();
    finding::sort(&mut found);
    streams.out(&write_document(&Document {
        schema: SCHEMA.into(),
        tool: TOOL.into(),
        data: ModelData::new(&loaded.model)?,
        findings: found.iter().map(findings::Finding::from).collect(),
    }));
    Ok(Exit::Clean)
}
