//! Sources that are locked more than once and that the flake itself does not have.

use std::collections::BTreeMap;

use imp_model::finding::{Finding, Severity};
use imp_model::model::{Lock, Model};

use super::missing_follows::DEEP;
use crate::Rule;
use crate::commented::commented;
use crate::follows::{comparable_source, is_overridden, line, moved, own_copies};
use crate::inputs::declared;

pub(super) const RULE: Rule = Rule {
    name: "duplicate-in-lock",
    severity: Severity::Warning,
    summary: "one source that inputs of inputs lock more than once",
    explanation: "\
Two inputs that need the same flake each lock a copy of it, unless one follows the other's. What the flake
itself has among its inputs is `missing-follows` instead. The same source asked for at different branches is no
duplicate.

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
    let Some(Ok(lock)) = &model.lock else { return Vec::new() };
    let declared = declared(model);
    let commented = commented(model, &declared);
    let moved = moved(lock, &declared);
    let copies = own_copies(model);
    let mut findings = Vec::new();
    for (source, nodes) in groups(lock) {
        // One chain for each node, shortest first.
        let mut chains: Vec<Vec<String>> =
            nodes.iter().filter_map(|node| lock.paths_to(node).into_iter().next()).collect();
        // Where a declaration says something already, only the lock is old.
        chains.retain(|chain| {
            let input = declared.get(&chain[0]);
            input.is_none_or(|input| !is_overridden(&input.definition, &chain[1..]))
        });
        let is_left = |name: &str| commented.contains(name) || moved.contains(name);
        chains.retain(|chain| !is_left(&chain[0]));
        // What is below another copy goes with that.
        chains.retain(|chain| !copies.iter().any(|copy| chain.starts_with(&copy.path)));
        chains.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        let [first, others @ ..] = chains.as_slice() else { continue };
        if others.is_empty() || first.len() < 2 {
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
        let place = declared.get(&others[0][0]).and_then(|declared| declared.places.first());
        findings.push(match place {
            Some(place) => finding.at(place.clone()),
            None => finding,
        });
    }
    findings
}

/// The nodes that have one source and ask for one branch of it, all as flakes or none, by source.
fn groups(lock: &Lock) -> Vec<(String, Vec<&str>)> {
    let root = &lock.nodes[&lock.root];
    let own: Vec<String> = root
        .inputs
        .values()
        .filter_map(|input| comparable_source(lock.nodes.get(lock.resolve(input)?)?))
        .collect();
    let mut groups: BTreeMap<(String, Option<&String>, bool), Vec<&str>> = BTreeMap::new();
    for (name, node) in &lock.nodes {
        if let Some(source) = comparable_source(node).filter(|source| !own.contains(source)) {
            let kind = (source, node.original.get("ref"), node.is_flake);
            groups.entry(kind).or_default().push(name);
        }
    }
    let groups = groups.into_iter().filter(|(_, nodes)| nodes.len() > 1);
    groups.map(|((source, ..), nodes)| (source, nodes)).collect()
}
