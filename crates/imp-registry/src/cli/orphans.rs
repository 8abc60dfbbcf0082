//! `imp-registry orphans`: modules that nothing reaches.

use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::wire;
use imp_model::wire::names::OrphansData;

use super::{Loaded, Options};

pub(super) fn orphans(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let loaded = Loaded::new(options, Wanted::ALL)?;
    loaded.has_names(streams);
    // Asked for once, so that a configuration which can't be read is a failure and not silence.
    let orphans = loaded.model.orphans()?;
    let check = imp_lint::rule("orphan-module").and_then(|rule| rule.check);
    let findings = check.map(|check| check(&loaded.model)).unwrap_or_default();
    let names = orphans.iter().map(|orphan| imp_model::model::dotted(&orphan.name)).collect();
    let data = wire::to_json(OrphansData { orphans: names });
    Ok(loaded.report(options, streams, &findings, &data))
}
