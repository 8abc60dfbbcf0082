//! The overlays of a flake, and whether it applies them itself: to name one among the outputs applies nothing, and what
//! stands in a file that nothing leads to, or in a function, only may.

use std::collections::BTreeSet;

use imp_lint::rules::is_overlay_used;
use imp_model::facts::{Setting, SettingKind};
use imp_model::source::TreePath;
use imp_model::wire::overview::{Overlay, OverviewData};

use super::Flake;
use super::reach::Reach;

pub(super) fn read(flake: &Flake<'_>, data: &mut OverviewData) {
    let mut applications = flake.settings(SettingKind::Option, &["nixpkgs", "overlays"]);
    applications.extend(flake.settings(SettingKind::Argument, &[]));
    applications.sort_by(|a, b| a.place.cmp(&b.place));
    data.overlays_applied = applications.iter().map(|one| (&one.place).into()).collect();
    let own = data.outputs.iter().find(|output| output.kind == "overlays");
    let names = own.into_iter().flat_map(|own| own.names.iter().flatten());
    let reached = Reach::new(flake).of_flake();
    let is_used = |name: &str| {
        let overlays = flake.outputs.kinds.get("overlays");
        let written = overlays.and_then(|overlays| overlays.names.get(name));
        written.is_none_or(|overlay| is_overlay_used(flake.model, name, overlay))
    };
    let overlay = |name: &String| {
        if is_used(name) {
            return overlay(name, &applications, &reached);
        }
        Overlay { name: name.clone(), applied: "no".into(), places: Vec::new() }
    };
    data.overlays = names.map(overlay).collect();
}

fn overlay(name: &str, applications: &[&Setting], reached: &BTreeSet<&TreePath>) -> Overlay {
    let of = |wanted: Applies| {
        let applies = |one: &Setting| match applies(one, name) {
            Applies::Yes if !reached.contains(&one.place.file) => Applies::Perhaps,
            applies => applies,
        };
        let places = applications.iter().filter(move |one| applies(one) == wanted);
        places.map(|one| (&one.place).into()).collect::<Vec<_>>()
    };
    let (certain, possible) = (of(Applies::Yes), of(Applies::Perhaps));
    let (applied, places) = match (certain.is_empty(), possible.is_empty()) {
        (false, _) => ("yes", certain),
        (true, false) => ("unknown", possible),
        (true, true) => ("no", Vec::new()),
    };
    Overlay { name: name.to_owned(), applied: applied.into(), places }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Applies {
    Yes,
    Perhaps,
    No,
}

/// Whether an application of overlays holds the flake's own overlay of this name.
fn applies(application: &Setting, name: &str) -> Applies {
    let certain = mentioned(&application.mentions, name);
    match mentioned(&application.inner_mentions, name) {
        Applies::No => certain,
        // A function may do anything with it.
        _ if certain == Applies::No => Applies::Perhaps,
        _ => certain,
    }
}

/// Whether the flake's own overlay of this name is among variables and selections.
fn mentioned(mentions: &[String], name: &str) -> Applies {
    let mut found = Applies::No;
    for mention in mentions {
        let parts: Vec<&str> = mention.split('.').collect();
        let rest = match parts.as_slice() {
            ["self" | "outputs", "overlays", rest @ ..] => rest,
            ["inputs", "self", "overlays", rest @ ..] => rest,
            ["inputs", "self", "outputs", "overlays", rest @ ..] => rest,
            ["self", "outputs", "overlays", rest @ ..] => rest,
            // Another flake's, or what an overlay is made of.
            ["inputs", ..] | ["final" | "prev" | "super" | "builtins" | "lib" | "pkgs", ..] => {
                continue;
            }
            [first, .., "overlays", _] | [first, .., "overlay"] if *first != "self" => continue,
            parts if parts.iter().any(|part| part.contains("verlay")) || parts == ["import"] => {
                found = Applies::Perhaps;
                continue;
            }
            _ => continue,
        };
        match rest.first() {
            None => return Applies::Yes,
            Some(first) if *first == name => return Applies::Yes,
            Some(&"*") => found = Applies::Perhaps,
            Some(_) => {}
        }
    }
    found
}
