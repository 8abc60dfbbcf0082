//! Sinks that can't be merged.

use std::collections::BTreeMap;

use imp_model::eval::{Known, KnownAttr};
use imp_model::facts::{Export, Role, taken_name};
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, attribute, closest};

use crate::{Rule, sinks};

pub(super) const RULE: Rule = Rule {
    name: "sink-strategy-conflict",
    severity: Severity::Error,
    summary: "unlike strategies on one sink, or one that is not there",
    explanation: "\
All exports to a sink merge under one strategy: `merge`, `override`, `list-append` or `mkMerge`. An export that gives
none goes along with the others, and then with `imp.exports.sinkDefaults`. Unlike ones are an error in Nix.

Bad:

```nix
# nix/registry/modules/desktop.nix
{ __exports.desktop.nixos = { value = { }; strategy = \"merge\"; }; }
# nix/registry/modules/sound.nix
{ __exports.desktop.nixos = { value = { }; strategy = \"mkMerge\"; }; }
```

Good:

```nix
# nix/registry/modules/desktop.nix
{ __exports.desktop.nixos = { value = { }; strategy = \"mkMerge\"; }; }
# nix/registry/modules/sound.nix
{ __exports.desktop.nixos = { value = { }; strategy = \"mkMerge\"; }; }
```
",
    check: Some(check),
};

const STRATEGIES: [&str; 4] = ["list-append", "merge", "mkMerge", "override"];

fn check(model: &Model) -> Vec<Finding> {
    if !sinks::are_on(model) {
        return Vec::new();
    }
    let visited = model.files.iter().filter(|file| file.role == Role::Visited);
    let mut sinks: BTreeMap<&str, Vec<(&str, &Export)>> = BTreeMap::new();
    for export in visited.flat_map(|file| &file.exports) {
        if let Some(strategy) = &export.strategy {
            sinks.entry(&export.sink).or_default().push((strategy, export));
        }
    }
    let of_exports = sinks.iter().filter_map(|(sink, given)| conflict(sink, given));
    let unknown = sinks.values().flatten().filter_map(|(strategy, export)| {
        let what = format!("the sink `{}`", export.sink);
        Some(unknown(&what, strategy)?.at(export.place.clone()))
    });
    of_exports.chain(unknown).chain(unread(model)).chain(defaults(model)).collect()
}

/// The exports that Nix fails on when it asks for their strategy.
fn unread(model: &Model) -> impl Iterator<Item = Finding> {
    let visited = model.files.iter().filter(|file| file.role == Role::Visited);
    let failing = visited
        .filter(|file| file.rejected.is_none())
        .flat_map(|file| &file.unread)
        .filter(|unread| unread.declaration == "__exports" && unread.nix_fails);
    failing.map(|unread| {
        let what = match &unread.name {
            Some(sink) => format!("the sink `{sink}`"),
            None => "`__exports`".to_owned(),
        };
        let message = format!("{what} fails: {}", unread.reason);
        let finding = Finding::new(RULE.name, RULE.severity, message).at(unread.place.clone());
        let help = match unread.name.as_deref().map(taken_name) {
            None => "write `__exports.SINK.value = …;`, in what `__functor` returns where the value needs arguments",
            Some(Some(_)) => "rename it",
            Some(None) => "write `value = …`, and `strategy` as one of the four texts or not at all",
        };
        let finding = finding.help(help);
        match &unread.cause {
            Some(cause) => finding.label(cause.clone(), "the reason is here"),
            None => finding,
        }
    })
}

fn conflict(sink: &str, given: &[(&str, &Export)]) -> Option<Finding> {
    let (first, export) = given.first()?;
    let others: Vec<&(&str, &Export)> = given.iter().filter(|(other, _)| other != first).collect();
    let (second, _) = others.first()?;
    let message = format!("the sink `{sink}` is given the strategies `{first}` and `{second}`");
    let finding = Finding::new(RULE.name, RULE.severity, message)
        .at(export.place.clone())
        .labelled(format!("`{first}` here"))
        .help("give all exports to one sink the same `strategy`");
    Some(others.iter().fold(finding, |finding, (strategy, export)| {
        finding.label(export.place.clone(), format!("`{strategy}` here"))
    }))
}

/// The finding about a strategy that is none, without its place.
fn unknown(what: &str, strategy: &str) -> Option<Finding> {
    if STRATEGIES.contains(&strategy) {
        return None;
    }
    let message = format!("{what} has the strategy `{strategy}`, which is none");
    let help = match closest(strategy, STRATEGIES).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are `{}`", STRATEGIES.join("`, `")),
    };
    Some(Finding::new(RULE.name, RULE.severity, message).help(help))
}

/// The finding about a glob that Nix refuses, without its place.
fn has_other_marks(what: &str, glob: &str) -> Option<Finding> {
    glob.contains(['[', ']', '{', '}']).then(|| {
        let message = format!("{what} is a glob with other marks than `*` and `?`");
        Finding::new(RULE.name, RULE.severity, message)
            .help("write a line for each name, such as `\"nixos.*\" = \"merge\";`")
    })
}

/// What is wrong with the defaults in the configuration.
fn defaults(model: &Model) -> Vec<Finding> {
    let defaults = model.configuration.value("exports.sinkDefaults");
    let Ok(Some(Known::Attrs(globs))) = defaults else { return Vec::new() };
    let finding = |(glob, attr): (&String, &KnownAttr)| {
        let what = format!("`imp.exports.sinkDefaults.{}`", attribute(glob));
        let of_glob = || has_other_marks(&what, glob);
        let finding = unknown(&what, attr.value.as_str()?).or_else(of_glob)?;
        Some(match &attr.place {
            Some(place) => finding.at(place.clone()),
            None => finding,
        })
    };
    globs.iter().filter_map(finding).collect()
}
