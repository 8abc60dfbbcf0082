//! `imp-registry apply`: applies the edits or fixes of a document, all or none.

use std::error::Error;

use imp_cli::args::Format;
use imp_cli::disk::Disk;
use imp_cli::document::read_document;
use imp_cli::root::Root;
use imp_cli::{Exit, Failure, Streams};
use imp_model::source::{Files, TreePath};
use imp_model::wire::edits::{self, ChangedFile, EditsData, Misfit, UnfitDocument};
use imp_model::wire::{Document, write_document};

use super::changes::{Changed, Changes};
use super::{Options, TOOL, settle};
use crate::moves::Moves;

pub(super) fn apply(options: &Options, dry_run: bool, streams: &Streams) -> Result<Exit, Failure> {
    let format = options.report.answer_format("`apply`")?;
    let has_completed = !dry_run && settle(options, streams)?;
    let Some(from) = &options.common.from else {
        if has_completed {
            return Ok(Exit::Clean);
        }
        return Err(Failure::new("there is nothing to apply")
            .help("give a document with `--from FILE`, or `--from -` for standard input"));
    };
    let text = read_document(from)?;
    let name = match from.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => format!("`{}`", from.display()),
    };
    let data = edits::read(&text).map_err(|error| unfit(&name, error))?;
    // The configuration plays no part, so that it may be what is broken.
    let root = Root::find(options.common.root.as_deref())?;
    let disk = Disk::open(&root.directory)?;
    let changes = changes(&disk, &data)?;
    if format == Format::Json {
        if !dry_run {
            changes.write(&disk, streams)?;
        }
        let (schema, tool) = (edits::SCHEMA.into(), TOOL.into());
        streams.out(&write_document(&Document { schema, tool, data, findings: Vec::new() }));
        return Ok(Exit::Clean);
    }
    if dry_run {
        streams.out(&changes.diff(&disk, streams.out_paint()));
        return Ok(Exit::Clean);
    }
    changes.write(&disk, streams)?;
    for (from, to) in changes.moves.iter() {
        streams.lines([format!("moved {from} to {to}")]);
    }
    for file in &changes.files {
        streams.lines([format!("changed {}", file.after)]);
    }
    if changes.files.is_empty() && changes.moves.iter().next().is_none() {
        streams.out("nothing to apply\n");
    }
    Ok(Exit::Clean)
}

/// The changes that a document says, against the files as they are.
fn changes(files: &dyn Files, data: &EditsData) -> Result<Changes, Failure> {
    let moves = data
        .moves
        .iter()
        .map(|one| Ok((inside(&one.from)?, inside(&one.to)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let moves = Moves::new(moves);
    let changed = |file: &ChangedFile| {
        let path = inside(&file.file)?;
        let old = files
            .read(&path)
            .map_err(|error| Failure::new(format!("can't read `{path}`")).because(&error))?;
        let new = file.apply(&old).map_err(|misfit| match misfit {
            Misfit::Changed => {
                Failure::new(format!("`{path}` has changed since the document was written"))
                    .help("make the document again; nothing was written")
            }
            Misfit::Conflict(conflict) => Failure::new(format!("can't change `{path}`"))
                .because(&conflict)
                .help("make the document again, with a program of imp; nothing was written"),
        })?;
        Ok(Changed { after: moves.after(&path), path, old, new })
    };
    let changed = data.files.iter().map(changed).collect::<Result<Vec<_>, Failure>>()?;
    Ok(Changes { moves, files: changed })
}

fn inside(path: &str) -> Result<TreePath, Failure> {
    let inside = TreePath::new(path).filter(|path| !path.is_root());
    let inside =
        inside.ok_or_else(|| Failure::new(format!("`{path}` is no file of this flake")))?;
    let is_store = |part: &str| [".git", ".jj"].iter().any(|name| part.eq_ignore_ascii_case(name));
    if inside.components().any(is_store) {
        let message = format!("can't change `{path}`: it belongs to version control");
        return Err(Failure::new(message).help("take it out of the document; nothing was written"));
    }
    Ok(inside)
}

fn unfit(name: &str, error: UnfitDocument) -> Failure {
    match error {
        UnfitDocument::Unreadable(error) => {
            let failure = Failure::new(format!("can't apply {name}: {error}"));
            match error.source() {
                Some(source) => failure.because(source),
                None => failure,
            }
        }
        UnfitDocument::Unhashed(file) => Failure::new(format!(
            "can't apply {name}: it does not say for which text of `{file}` its fixes are"
        ))
        .help(
            "use a document that `--json` or `--edits` has written, with the `hash` of every edit",
        ),
    }
}
