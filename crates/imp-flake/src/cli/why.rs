//! `imp-flake why`: who declares and who uses an input, and what pulls it in.

use imp_cli::args::Format;
use imp_cli::project::Project;
use imp_cli::report::Report;
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::model::Model;
use imp_model::source::{Files, MemoryFiles};
use imp_model::wire;
use imp_model::wire::flake::{WhyCopy, WhyData, WhyDeclaration, WhyUnread};
use imp_model::wire::inputs::definition;

use super::{Options, TOOL, source};
use crate::{Locked, Why};

pub(super) fn why(options: &Options, name: &str, streams: &Streams) -> Result<Exit, Failure> {
    let format = options.report.answer_format("`why`")?;
    let (model, files) = asked(options)?;
    // Otherwise nobody knows whether declarations count.
    source::is_generated(&model)?;
    let why = match crate::why(&model, name) {
        Ok(why) => why,
        Err(near) => {
            let failure = Failure::new(match unknown(&model) {
                None => format!("there is no input `{name}`"),
                Some(unknown) => {
                    format!("there is no input `{name}`, but {unknown} may declare it")
                }
            });
            return Err(match near.first() {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("list the inputs with `imp-flake inputs`"),
            });
        }
    };
    if let Some(unknown) = unknown(&model).filter(|_| why.unread.is_empty()) {
        streams.note(&format!("{unknown} may declare or use it, too"));
    }
    match format {
        Format::Human => {
            streams.lines(lines(&why));
            Ok(Exit::Clean)
        }
        _ => {
            let data = wire::to_json(data(&why));
            let report = Report { tool: TOOL, findings: &[], files: &*files, data: &data };
            Ok(report.print(format, options.report.fail_on, streams))
        }
    }
}

/// What can't be read, as the subject of a sentence.
fn unknown(model: &Model) -> Option<String> {
    match &crate::unreadable(model)[..] {
        [] => None,
        [(path, error)] => Some(format!("`{path}` can't be read ({error}) and")),
        [(path, _), others @ ..] => {
            let others = others.len();
            Some(format!("`{path}` and {others} more can't be read (see `imp-flake check`) and"))
        }
    }
}

/// The model of the tree or of a document, and the texts of its files as far as there are any.
fn asked(options: &Options) -> Result<(Model, Box<dyn Files>), Failure> {
    if let Some(from) = &options.common.from {
        return Ok((source::model(from)?, Box::new(MemoryFiles::default())));
    }
    let project = Project::open(&options.common)?;
    let model = project.model(Wanted { references: true, host: true, ..Wanted::INPUTS })?;
    Ok((model, Box::new(project.disk)))
}

fn lines(why: &Why) -> Vec<String> {
    let mut lines = vec![why.name.clone()];
    let mut line = |label: &str, what: String| lines.push(format!("  {label} {what}"));
    let is_conflict = why.declarations.windows(2).any(|pair| pair[0].1 != pair[1].1);
    for (place, known) in &why.declarations {
        let shown = match is_conflict {
            true => Some(wire::to_json(definition(known)).to_string()),
            false => known.get("url").and_then(|url| url.as_str()).map(str::to_owned),
        };
        line(
            "declared at",
            format!("{place}{}", shown.map(|is| format!("  {is}")).unwrap_or_default()),
        );
    }
    for (place, reason) in &why.unread {
        line("can't be read", format!("at {place} because {reason}"));
    }
    if is_conflict {
        line(
            "in conflict",
            "these declarations differ; run `imp-flake check` for the way out".into(),
        );
    }
    for place in &why.uses {
        line("used at", place.to_string());
    }
    if why.declarations.is_empty() && why.unread.is_empty() {
        line("declared", "nowhere in this flake".into());
    }
    if why.uses.is_empty() {
        line("used", "nowhere that can be seen without evaluation".into());
    }
    match &why.locked {
        Locked::To(locked) => line("locked to", locked.clone()),
        Locked::NotYet => line("locked", "not yet".into()),
        Locked::Unreadable(reason) => {
            line("locked", format!("to what can't be told: `flake.lock` can't be read: {reason}"));
        }
    }
    let also = if why.declarations.is_empty() { "pulled in by" } else { "also pulled in by" };
    for path in &why.also_reached_by {
        line(also, path.join(" → "));
    }
    for copy in &why.copies {
        line("another copy", format!("{}  {}", copy.path.join(" → "), copy.locked));
    }
    for path in &why.followed_by {
        line("followed by", path.join(" → "));
    }
    lines
}

fn data(why: &Why) -> WhyData {
    let declaration = |(place, known): &(imp_model::text::Place, _)| WhyDeclaration {
        definition: definition(known),
        place: place.into(),
    };
    WhyData {
        name: why.name.clone(),
        declarations: why.declarations.iter().map(declaration).collect(),
        unread: why
            .unread
            .iter()
            .map(|(place, reason)| WhyUnread { place: place.into(), reason: reason.clone() })
            .collect(),
        in_flake: why.in_flake.as_ref().map(Into::into),
        uses: why.uses.iter().map(Into::into).collect(),
        locked: match &why.locked {
            Locked::To(locked) => Some(locked.clone()),
            Locked::NotYet | Locked::Unreadable(_) => None,
        },
        lock_unread: match &why.locked {
            Locked::Unreadable(reason) => Some(reason.clone()),
            Locked::To(_) | Locked::NotYet => None,
        },
        also_reached_by: why.also_reached_by.clone(),
        followed_by: why.followed_by.clone(),
        copies: why
            .copies
            .iter()
            .map(|copy| WhyCopy { path: copy.path.clone(), locked: copy.locked.clone() })
            .collect(),
    }
}
