//! Sources that are locked more than once by inputs of inputs, and that no input of the flake can stand for.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use super::missing_follows::DEEP;
use crate::Rule;
use crate::circles::InputPath;
use crate::commented::Commented;
use crate::copies::{Entries, is_left};
use crate::follows::{Locked, line};
use crate::repository::{asked, comparable_source};

pub(super) const RULE: Rule = Rule {
    name: "duplicate-in-lock",
    severity: Severity::Warning,
    summary: "one source that inputs of inputs lock more than once",
    explanation: "\
Two inputs that need the same flake each lock a copy of it, unless one follows the other's. What the flake
itself could give them is `missing-follows` instead. The same source asked for at different branches or at certain
revisions is no duplicate.

What is below a copy that is named goes when that follows another, so it is not named, too. Which copy the others should
follow is yours to choose, so `imp-flake follows --write` adds none of these lines.

Bad:

```nix
# flake.nix
{
  # both have an input `systems`
  inputs.utils.url = \"github:numtide/flake-utils\";
  inputs.devshell.url = \"github:numtide/devshell\";
  outputs = inputs: { };
}
```

Good:

```nix
# flake.nix
{
  inputs.utils.url = \"github:numtide/flake-utils\";
  inputs.devshell.url = \"github:numtide/devshell\";
  inputs.devshell.inputs.systems.follows = \"utils/systems\";
  outputs = inputs: { };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let Some(locked) = Locked::read(model) else { return Vec::new() };
    let commented = Commented::read(model, &locked.declared);
    let (sources, chains) = duplicates(&locked);
    let mut kept: Vec<Vec<InputPath>> = vec![Vec::new(); sources.len()];
    let mut gone: BTreeSet<InputPath> = BTreeSet::new();
    for (chain, source) in chains {
        // What is below one that follows another copy goes with it.
        let goes = (1..chain.len()).any(|length| gone.contains(&chain[..length]));
        if goes || is_left(&locked, &commented, &chain) {
            continue;
        }
        if !kept[source].is_empty() {
            gone.insert(chain.clone());
        }
        kept[source].push(chain);
    }
    let found = sources.iter().zip(&kept);
    found.filter_map(|(source, chains)| duplicate(&locked, source, chains)).collect()
}

/// The finding about a source with these chains to its nodes, shortest first, if it is locked more than once.
fn duplicate(locked: &Locked<'_>, source: &str, chains: &[InputPath]) -> Option<Finding> {
    let (first, others) = chains.split_first()?;
    let place = locked.declared.get(&others.first()?[0]).and_then(|input| input.places.first());
    let count = chains.len();
    let message = format!("`{source}` is locked {count} times by inputs of inputs");
    let mut finding = Finding::new(RULE.name, RULE.severity, message);
    for chain in chains {
        finding = finding.note(chain.join(" → "));
    }
    let lines = others.iter().map(|chain| format!("`{}`", line(chain, &first.join("/"))));
    finding = finding.help(format!("add {}", lines.collect::<Vec<_>>().join(" and ")));
    if others.iter().any(|chain| chain.len() > 2) {
        finding = finding.note(DEEP);
    }
    Some(match place {
        Some(place) => finding.at(place.clone()),
        None => finding,
    })
}

/// The sources of which there are several nodes that ask for the same of it, all as flakes or none, and the shortest
/// chains to these, shortest first, each with the number of its source.
fn duplicates(locked: &Locked<'_>) -> (Vec<String>, Vec<(InputPath, usize)>) {
    let entries = Entries::read(locked);
    let mut kinds: BTreeMap<(String, Option<String>, bool), Vec<usize>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (at, entry) in entries.all.iter().enumerate() {
        let Some(node) = locked.lock.nodes.get(entry.node) else { continue };
        // What could follow an input of the flake is `missing-follows`.
        let is_new = entry.target.is_none() && seen.insert(entry.node);
        if let Some(source) = comparable_source(node).filter(|_| is_new) {
            kinds.entry((source, asked(node), node.is_flake)).or_default().push(at);
        }
    }
    kinds.retain(|_, all| all.len() > 1 && !all.iter().any(|at| entries.is_flakes(*at)));
    let (mut sources, mut chains) = (Vec::new(), Vec::new());
    for ((source, ..), all) in kinds {
        chains.extend(all.into_iter().map(|at| (entries.path(at), sources.len())));
        sources.push(source);
    }
    chains.sort_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)));
    (sources, chains)
}
