//! `imp-flake inputs` and `imp-flake render`: the inputs as a document, and a document as `flake.nix`.

use std::path::Path;

use imp_cli::args::Format;
use imp_cli::document;
use imp_cli::project::Project;
use imp_cli::report::{self, Report};
use imp_cli::{Exit, Failure, Paint, Streams};
use imp_model::facts::Wanted;
use imp_model::finding::Finding;
use imp_model::model::config::DEFAULT_OUTPUTS_FILE;
use imp_model::source::TreePath;
use imp_model::text::Place;
use imp_model::wire;
use imp_model::wire::findings;
use imp_model::wire::inputs::{InputsData, SCHEMA, WireInput, definition};

use super::{Loaded, Options, TOOL, check_enabled};
use crate::{Flake, Plan, is_outputs_file, render as render_flake};

pub(super) fn inputs(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let project = Project::open(&options.common)?;
    let is_generated = check_enabled(&project).is_ok();
    let model = project.model(Wanted::INPUTS)?;
    let loaded = Loaded { project, model };
    let (data, found) = if is_generated {
        let plan = Plan::new(&loaded.model, false)?;
        (plan_data(&plan), plan.findings)
    } else {
        (flake_nix_data(&loaded)?, Vec::new())
    };
    let default = if streams.out_is_terminal() { Format::Human } else { Format::Json };
    match options.report.asked().unwrap_or(default) {
        Format::Json => streams.out(&wire::write_document(&wire::Document {
            schema: SCHEMA.into(),
            tool: TOOL.into(),
            findings: found.iter().map(findings::Finding::from).collect(),
            data,
        })),
        Format::Human => {
            show_findings(&loaded, &found, Format::Human, streams);
            streams.out(&table(&data));
        }
        format => {
            let nothing = wire::to_json(());
            let report = Report {
                tool: TOOL,
                findings: &found,
                files: &loaded.project.disk,
                data: &nothing,
            };
            streams.out(&report.render(format, Paint::Plain));
        }
    }
    Ok(report::exit(&found, options.report.fail_on))
}

fn plan_data(plan: &Plan) -> InputsData {
    let input = |input: &imp_model::model::CollectedInput| WireInput {
        name: input.name.clone(),
        definition: definition(&input.definition),
        core: input.is_core,
        places: input.places.iter().map(Into::into).collect(),
    };
    InputsData {
        header: plan.flake.header.clone(),
        description: plan.flake.description.clone(),
        outputs_file: plan.flake.outputs_file.clone(),
        inputs: plan.inputs.iter().map(input).collect(),
    }
}

/// The inputs of a `flake.nix` that imp does not write.
fn flake_nix_data(loaded: &Loaded) -> Result<InputsData, Failure> {
    let unreadable = |reason: &str, place: &Option<Place>| {
        let failure =
            Failure::new(format!("the inputs of `flake.nix` can't be read because {reason}"));
        match place {
            Some(place) => failure.at(place.clone()),
            None => failure,
        }
    };
    let inputs = match loaded.model.flake.present().map(|file| &file.inputs) {
        Some(Ok(inputs)) => inputs.as_slice(),
        Some(Err((reason, place))) => return Err(unreadable(reason, place)),
        None => return Err(Failure::new("there is no `flake.nix` that can be read")),
    };
    let input = |input: &imp_model::facts::Input| WireInput {
        name: input.name.clone(),
        definition: definition(&input.definition),
        core: false,
        places: vec![(&input.place).into()],
    };
    Ok(InputsData {
        header: String::new(),
        description: String::new(),
        outputs_file: DEFAULT_OUTPUTS_FILE.into(),
        inputs: inputs.iter().map(input).collect(),
    })
}

fn show_findings(loaded: &Loaded, found: &[Finding], format: Format, streams: &Streams) {
    let nothing = wire::to_json(());
    let report =
        Report { tool: TOOL, findings: found, files: &loaded.project.disk, data: &nothing };
    streams.err(&report.render(format, streams.err_paint()));
}

fn table(data: &InputsData) -> String {
    let mut text = String::new();
    for input in &data.inputs {
        let core = if input.core { "  (core)" } else { "" };
        text.push_str(&format!("{}{core}\n", input.name));
        for (name, value) in &input.definition {
            text.push_str(&format!("  {name} = {value}\n"));
        }
        for place in &input.places {
            text.push_str(&format!(
                "  declared at {}:{}:{}\n",
                place.file, place.line, place.column
            ));
        }
    }
    text
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
    show_findings(&loaded, &plan.findings, format, streams);
    if !plan.is_blocked() || keep_going {
        streams.out(&plan.text()?);
    }
    Ok(report::exit(&plan.findings, options.report.fail_on))
}

/// The flake that an `imp.inputs/1` document describes.
fn read(from: &Path, keep_going: bool) -> Result<Flake, Failure> {
    let text = document::read_document(from)?;
    let name =
        if from.as_os_str() == "-" { "standard input".into() } else { from.display().to_string() };
    let unreadable = || Failure::new(format!("{name} can't be read"));
    let document = wire::inputs::read(&text).map_err(|error| unreadable().because(&error))?;
    let errors = document.findings.iter().filter(|finding| finding.severity == "error").count();
    if errors > 0 && !keep_going {
        return Err(Failure::new(format!(
            "{name} reports {errors} errors, so its inputs are not certain"
        ))
        .help("mend what it reports, or render what there is with `--keep-going`"));
    }
    let data = document.data;
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
    if !is_outputs_file(&TreePath::root().child("flake.nix"), &data.outputs_file) {
        let file = &data.outputs_file;
        return Err(Failure::new(format!(
            "{name} has the outputs file `{file}`, which is not a file of a flake"
        ))
        .help("name a file or directory below `flake.nix`, such as `./nix/flake`"));
    }
    Ok(Flake {
        header: data.header,
        description: data.description,
        outputs_file: data.outputs_file,
        core,
        collected,
    })
}
