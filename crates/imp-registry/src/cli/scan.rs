//! `imp-registry scan`: the tree as an `imp.model/1` document.

use imp_cli::report::{hashed, source_lines};
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::wire::model::{ModelData, SCHEMA};
use imp_model::wire::{Document, write_document};

use super::check::findings;
use super::{Loaded, Options, TOOL, fixes};

pub(super) fn scan(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let loaded = Loaded::new(options, Wanted::ALL)?;
    let disk = &loaded.project.disk;
    let rules: Vec<&str> = imp_lint::rules::ALL.iter().map(|rule| rule.name).collect();
    let mut found = findings(&loaded.model, disk, &rules)?;
    fixes::add(&loaded, &mut found);
    streams.out(&write_document(&Document {
        schema: SCHEMA.into(),
        tool: TOOL.into(),
        data: ModelData {
            name: loaded.project.root.name(),
            lines: source_lines(&found, disk),
            ..ModelData::new(&loaded.model, disk)?
        },
        findings: hashed(&found, disk),
    }));
    Ok(Exit::Clean)
}
