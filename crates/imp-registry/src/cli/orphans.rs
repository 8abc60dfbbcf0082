//! `imp-registry orphans`: modules that nothing reaches.

use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::model::dotted;
use imp_model::wire;
use imp_model::wire::names::OrphansData;

use super::check::findings;
use super::source::Source;
use super::{Options, has_names};

/// The rule whose findings these are.
const RULE: &str = "orphan-module";

pub(super) fn orphans(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let source = Source::read(options, Wanted::ALL)?;
    let model = source.model();
    has_names(model, streams);
    // Asked for once, so that a configuration which can't be read is a failure and not silence.
    let orphans = model.orphans()?;
    let findings = match &source {
        Source::Tree(loaded) => findings(model, &loaded.project.disk, &[RULE])?,
        Source::Document(read) => read.findings(&[RULE])?,
    };
    let names = orphans.iter().map(|orphan| dotted(&orphan.name)).collect();
    let data = wire::to_json(OrphansData { orphans: names });
    Ok(source.report(options, streams, &findings, &data))
}
