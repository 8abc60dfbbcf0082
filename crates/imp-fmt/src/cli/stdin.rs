//! Standard input, formatted to standard output.

use std::path::Path;

use imp_cli::document::read_stdin;
use imp_cli::report::Report;
use imp_cli::root::Root;
use imp_cli::{Exit, Failure, Streams};
use imp_model::source::{MemoryFiles, TreePath};
use imp_model::wire::{self, fmt::FmtData};

use super::{FormatArgs, Loaded, Options, TOOL};
use crate::engine::{self, Job, Verdict};

/// Formats the text of the file `name`, which need not be there. Nothing is printed when it can't be formatted:
/// what there is to say goes to standard error.
pub(super) fn stdin(
    options: &Options,
    arguments: &FormatArgs,
    name: &Path,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let root = Root::find_or_here(options.common.root.as_deref())?;
    let path = root.tree_path(name).or_else(|failure| {
        // From anywhere else it is the language that matters.
        let name = name.file_name().and_then(|name| name.to_str());
        name.and_then(TreePath::new).ok_or(failure)
    })?;
    let loaded = Loaded::open(options, arguments, root, streams)?;
    let engine = loaded.engine(arguments)?;
    let bytes = read_stdin()?;
    let Some(chain) = engine.selection.chain_of_named(&path) else {
        if !engine.selection.force_exclude {
            streams.note(&format!("no formatter for `{path}`"));
        }
        streams.out_bytes(&bytes);
        return Ok(Exit::Clean);
    };
    let verdict = if chain.programs.is_empty() {
        engine::nix(&path, &bytes)
    } else {
        let job = Job { path: path.clone(), bytes: bytes.clone(), chain };
        engine.run(&[job], streams)?.pop().unwrap_or(Verdict::Same)
    };
    match verdict {
        Verdict::Same => streams.out_bytes(&bytes),
        Verdict::Changed(new) => {
            streams.out_bytes(&new);
            // What the configuration says is for files: an editor takes a text only from a run that ends well.
            if arguments.fail_on_change || arguments.ci {
                return Ok(Exit::Findings);
            }
        }
        Verdict::Failed(finding) => {
            let text = String::from_utf8_lossy(&bytes);
            let files = MemoryFiles::new([(path.as_str(), &*text)]);
            let findings = [*finding];
            let data = wire::to_json(FmtData { files: 1, ..FmtData::default() });
            let report = Report { tool: TOOL, findings: &findings, files: &files, data: &data };
            streams.err(&report.render(options.report.format(), streams.err_paint()));
            return Ok(imp_cli::report::exit(&findings, options.report.fail_on));
        }
    }
    Ok(Exit::Clean)
}
