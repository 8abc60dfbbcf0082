//! Asks what to make. What the flags said is not asked again.

use clap::ValueEnum;
use imp_cli::{Failure, Streams};

use crate::init::{
    ChoiceError, Choices, Ci, HomeManager, SecretsTool, TEMPLATES, Template, check_name, files,
};

pub(super) fn ask(
    mut choices: Choices,
    streams: &Streams,
) -> Result<(&'static Template, Choices), Failure> {
    for name in [&choices.host, &choices.user].into_iter().flatten() {
        check_name(name)?;
    }
    let fitting = TEMPLATES.iter().filter(|template| template.takes(&choices).is_ok());
    let fitting: Vec<&'static Template> = fitting.collect();
    let offered: Vec<(String, String)> = fitting
        .iter()
        .map(|template| (template.name.to_owned(), template.summary.to_owned()))
        .collect();
    let template = fitting[streams.choose("What shall it be?", &offered, 0)?];
    let so_far = choices.clone();
    let taken = |host: &str| {
        let choices = Choices { host: Some(host.to_owned()), ..so_far.clone() };
        files(template, &choices).map(|_| ())
    };
    name(&mut choices.host, template.host, "What is the machine called?", taken, streams)?;
    name(&mut choices.user, template.user, "What is the user called?", check_name, streams)?;
    if template.user.is_some() {
        let question = "How are homes managed?";
        one_of(&mut choices.home_manager, HomeManager::Both, question, streams)?;
    }
    if template.has_secrets() {
        one_of(&mut choices.secrets, SecretsTool::Sops, "What keeps secrets?", streams)?;
    }
    let ci = if template.has(".github") { Ci::Github } else { Ci::None };
    one_of(&mut choices.ci, ci, "What checks every change?", streams)?;
    if choices.direnv.is_none() {
        let default = template.has(".envrc");
        let question = "Shall direnv enter the shell of the flake?";
        choices.direnv = Some(streams.choose_yes_or_no(question, default)?);
    }
    Ok((template, choices))
}

/// A name, unless the flags say it or there is nothing to name.
fn name(
    choice: &mut Option<String>,
    default: Option<&str>,
    question: &str,
    check: impl Fn(&str) -> Result<(), ChoiceError>,
    streams: &Streams,
) -> Result<(), Failure> {
    let Some(default) = default.filter(|_| choice.is_none()) else { return Ok(()) };
    loop {
        let answer = streams.choose_text(&format!("{question} [{default}]"))?;
        if answer.is_empty() {
            return Ok(());
        }
        match check(&answer) {
            Ok(()) => {
                *choice = Some(answer);
                return Ok(());
            }
            Err(error) => streams.note(&format!("{error}: {}", error.help)),
        }
    }
}

/// One of the values of a flag, unless the flag says it.
fn one_of<T: ValueEnum + PartialEq>(
    choice: &mut Option<T>,
    default: T,
    question: &str,
    streams: &Streams,
) -> Result<(), Failure> {
    if choice.is_some() {
        return Ok(());
    }
    let values = T::value_variants();
    let offered: Vec<(String, String)> = values
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| {
            let help = value.get_help().map(ToString::to_string).unwrap_or_default();
            (value.get_name().to_owned(), help)
        })
        .collect();
    let default = values.iter().position(|value| *value == default).unwrap_or(0);
    *choice = values.get(streams.choose(question, &offered, default)?).cloned();
    Ok(())
}
