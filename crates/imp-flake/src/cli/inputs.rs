//! `imp-flake inputs` and `imp-flake render`: the inputs as a document, and a document as `flake.nix`.

use std::path::Path;

use imp_cli::args::Format;
use imp_cli::document;
use imp_cli::project::Project;
use imp_cli::report::{self, Report};
use imp_cli::{Exit, Failure, Paint, Streams};
use imp_model::facts::Wanted;
use imp_model::finding::{Finding, Severity};
use imp_model::source::{Files, MemoryFiles, TreePath};
use imp_model::wire;
use imp_model::wire::findings;
use imp_model::wire::inputs::{InputsData, SCHEMA};

use super::said::about_inputs;
use super::source::{self, Given, inputs_of, is_generated};
use super::{Loaded, Options, TOOL, listed};
use crate::{Flake, Plan, is_outputs_file, render as render_flake};

pub(super) fn inputs(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    match &options.common.from {
        Some(from) => {
            let given = source::inputs(from)?;
            let found = given.findings()?;
            Ok(show(options, &given, &found, &MemoryFiles::default(), streams))
        }
        None => {
            let project = Project::open(&options.common)?;
            let model = project.model(Wanted::INPUTS)?;
            let loaded = Loaded { project, model };
            let data = inputs_of(&loaded.model)?;
            let found = match is_generated(&loaded.model)? {
                true => about_inputs(&loaded, &Plan::new(&loaded.model, false)?)?,
                false => Vec::new(),
            };
            let findings = found.iter().map(findings::Finding::from).collect();
            Ok(show(options, &Given { data, findings }, &found, &loaded.project.disk, streams))
        }
    }
}

/// Prints the inputs with what was found, `found` being the findings that `given` has.
fn show(
    options: &Options,
    given: &Given,
    found: &[Finding],
    files: &dyn Files,
    streams: &Streams,
) -> Exit {
    let default = if streams.out_is_terminal() { Format::Human } else { Format::Json };
    match options.report.asked().unwrap_or(default) {
        Format::Json => streams.out(&wire::write_document(&wire::Document {
            schema: SCHEMA.into(),
            tool: TOOL.into(),
            data: given.data.clone(),
            findings: given.findings.clone(),
        })),
        Format::Human => {
            show_findings(files, found, Format::Human, streams);
            streams.lines(table(&given.data));
        }
        format => {
            let nothing = wire::to_json(());
            let report = Report { tool: TOOL, findings: found, files, data: &nothing };
            streams.out(&report.render(format, Paint::Plain));
        }
    }
    report::exit(found, options.report.fail_on)
}

fn show_findings(files: &dyn Files, found: &[Finding], format: Format, streams: &Streams) {
    let nothing = wire::to_json(());
    let report = Report { tool: TOOL, findings: found, files, data: &nothing };
    streams.err(&report.render(format, streams.err_paint()));
}

fn table(data: &InputsData) -> Vec<String> {
    let mut lines = Vec::new();
    for input in &data.inputs {
        let mark = match (input.core, input.conflict) {
            (true, true) => "  (core, in conflict)",
            (true, false) => "  (core)",
            (false, true) => "  (in conflict)",
            (false, false) => "",
        };
        lines.push(format!("{}{mark}", listed(&input.name)));
        for (name, value) in &input.definition {
            lines.push(format!("  {name} = {value}"));
        }
        for place in &input.places {
            lines.push(format!("  declared at {}:{}:{}", place.file, place.line, place.column));
        }
    }
    lines
}

pub(super) fn render(
    options: &Options,
    keep_going: bool,
    streams: &Streams,
) -> Result<Exit, Failure> {
    // The text is the result whatever the format; findings go to standard error in it.
    let format = options.report.answer_format("`render`")?;
    if let Some(from) = &options.common.from {
        streams.out(&render_flake(&read(from, keep_going)?)?);
        return Ok(Exit::Clean);
    }
    let loaded = Loaded::generated(options, Wanted::INPUTS)?;
    let plan = Plan::new(&loaded.model, keep_going)?;
    let findings = about_inputs(&loaded, &plan)?;
    show_findings(&loaded.project.disk, &findings, format, streams);
    if !plan.is_blocked() || keep_going {
        streams.out(&plan.text()?);
    }
    Ok(report::exit(&findings, options.report.fail_on))
}

/// The flake that a document describes.
fn read(from: &Path, keep_going: bool) -> Result<Flake, Failure> {
    let name = document::name(from);
    let given = source::inputs(from)?;
    refuse_uncertain(&name, &given, keep_going)?;
    let data = given.data;
    let (Some(header), Some(description), Some(outputs_file)) =
        (data.header, data.description, data.outputs_file)
    else {
        return Err(Failure::new(format!(
            "{name} describes a flake whose `flake.nix` imp does not write"
        ))
        .help("set `imp.flakeFile.enable` in that flake, and make the document anew"));
    };
    let group = |is_core: bool| {
        let mut pairs = Vec::new();
        for input in data.inputs.iter().filter(|input| input.core == is_core) {
            pairs.push((input.name.clone(), input.known().map_err(Failure::new)?));
        }
        pairs.sort_by(|a: &(String, _), b| a.0.cmp(&b.0));
        Ok::<_, Failure>(pairs)
    };
    let mut names: Vec<&str> = data.inputs.iter().map(|input| input.name.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Failure::new(format!("{name} has the input `{}` twice", twice[0])));
    }
    let (core, collected) = (group(true)?, group(false)?);
    if !is_outputs_file(&TreePath::root().child("flake.nix"), &outputs_file) {
        let file = &outputs_file;
        return Err(Failure::new(format!(
            "{name} has the outputs file `{file}`, which is not a file of a flake"
        ))
        .help("name a file or directory below `flake.nix`, such as `./nix/flake`"));
    }
    let nix_config = wire::inputs::settings(&data.nix_config)
        .map_err(|problem| Failure::new(format!("{name}: {problem}")))?;
    Ok(Flake { header, description, outputs_file, nix_config, core, collected })
}

/// Refuses inputs of which nobody knows what they are.
fn refuse_uncertain(name: &str, given: &Given, keep_going: bool) -> Result<(), Failure> {
    let inputs = &given.data.inputs;
    if let Some(input) = inputs.iter().find(|input| input.conflict) {
        let places = inputs.iter().filter(|other| other.name == input.name);
        let places = places
            .flat_map(|other| &other.places)
            .map(|place| format!("{}:{}:{}", place.file, place.line, place.column));
        return Err(Failure::new(format!(
            "{name} has unlike definitions of the input `{}`: {}",
            input.name,
            places.collect::<Vec<_>>().join(", ")
        ))
        .help("make them alike, or move the input to `coreInputs`, and make the document anew"));
    }
    // One that is an error only because the configuration says so does not make an input uncertain.
    let is_doubt = |finding: &&findings::Finding| {
        let rule = imp_lint::rule(&finding.code);
        finding.severity == "error" && rule.is_none_or(|rule| rule.severity == Severity::Error)
    };
    let errors = given.findings.iter().filter(is_doubt).count();
    if errors > 0 && !keep_going {
        let errors = if errors == 1 { "an error".into() } else { format!("{errors} errors") };
        return Err(Failure::new(format!(
            "{name} reports {errors}, so its inputs are not certain"
        ))
        .help("mend what it reports, or render what there is with `--keep-going`"));
    }
    Ok(())
}
