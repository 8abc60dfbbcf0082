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

Which copy the others should follow is yours to choose, so `imp-flake follows --write` adds none of these lines.

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
    let mut findings = Vec::new();
    for (source, mut chains) in groups(&locked) {
        chains.retain(|chain| !is_left(&locked, &commented, chain));
        let [first, others @ ..] = chains.as_slice() else { continue };
        if others.is_empty() {
            continue;
        }
        let count = chains.len();
        let mut finding = Finding::new(
            RULE.name,
            RULE.severity,
            format!("`{source}` is locked {count} times by inputs of inputs"),
        );
        for chain in &chains {
            finding = finding.note(chain.join(" → "));
        }
        let lines = others.iter().map(|chain| format!("`{}`", line(chain, &first.join("/"))));
        finding = finding.help(format!("add {}", lines.collect::<Vec<_>>().join(" and ")));
        if others.iter().any(|chain| chain.len() > 2) {
            finding = finding.note(DEEP);
        }
        let place = locked.declared.get(&others[0][0]).and_then(|input| input.places.first());
        findings.push(match place {
            Some(place) => finding.at(place.clone()),
            None => finding,
        });
    }
    findings
}

/// One source, what of it is asked for, and whether as a flake.
type Kind = (String, Option<String>, bool);

/// The shortest chains to the nodes of each kind that there is more than once, shortest first.
fn groups(locked: &Locked<'_>) -> Vec<(String, Vec<InputPath>)> {
    let entries = Entries::read(locked);
    let mut groups: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (at, entry) in entries.all.iter().enumerate() {
        let Some(node) = locked.lock.nodes.get(entry.node) else { continue };
        // What could follow an input of the flake is `missing-follows`.
        let is_new = entry.target.is_none() && seen.insert(entry.node);
        if let Some(source) = comparable_source(node).filter(|_| is_new) {
            groups.entry((source, asked(node), node.is_flake)).or_default().push(at);
        }
    }
    groups.retain(|_, all| all.len() > 1 && !all.iter().any(|at| entries.is_flakes(*at)));
    let chains = |all: Vec<usize>| {
        let mut chains: Vec<InputPath> = all.into_iter().map(|at| entries.path(at)).collect();
        chains.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        chains
    };
    groups.into_iter().map(|((source, ..), all)| (source, chains(all))).collect()
}
