//! Sinks that nobody takes.

use std::collections::BTreeSet;

use imp_model::facts::{FileFacts, ReferenceRoot};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;

use crate::Rule;
use crate::sinks;

pub(super) const RULE: Rule = Rule {
    name: "unused-sink",
    severity: Severity::Warning,
    summary: "a sink that nobody takes",
    explanation: "\
What files export to a sink does something only where a host has the sink in `sinks` or `hmSinks`, or a file uses
`exports.NAME`. Other flakes may take it as well, which can't be seen from here: allow the finding then. A module that
nothing reaches but its sink is the finding `orphan-module`.

Bad:

```nix
# nix/outputs/nixosModules.nix
{
  __exports.desktop.nixos.value = { services.xserver.enable = true; };
}
```

Good:

```nix
# nix/outputs/nixosModules.nix
{
  __exports.desktop.nixos.value = { services.xserver.enable = true; };
}
# nix/outputs/lib.nix
{ exports, ... }: { desktop = exports.desktop.nixos.__module; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let Some(known) = sinks::exported(model) else { return Vec::new() };
    // Who asks for `exports` and names none hands all of them on.
    let hands_on = |file: &FileFacts| {
        let asks = file.arguments.iter().any(|argument| argument.name == "exports");
        let mut roots = file.references.iter().map(|reference| &reference.root);
        asks && !roots.any(|root| *root == ReferenceRoot::Exports)
    };
    if model.files.iter().any(hands_on) {
        return Vec::new();
    }
    let taken = sinks::taken(model);
    let unused: Vec<&str> =
        known.into_iter().filter(|sink| !taken.iter().any(|taken| taken.fits(sink))).collect();
    if unused.is_empty() {
        return Vec::new();
    }
    let orphans: BTreeSet<&TreePath> =
        model.orphans().unwrap_or_default().iter().map(|orphan| &orphan.file).collect();
    let exporters = model.exporters();
    let is_said = |sink: &&str| exporters[*sink].iter().all(|file| orphans.contains(*file));
    unused.into_iter().filter(|sink| !is_said(sink)).map(|sink| finding(model, sink)).collect()
}

fn finding(model: &Model, sink: &str) -> Finding {
    let exports = model.files.iter().flat_map(|file| &file.exports);
    let mut places = exports.filter(|export| export.sink == sink).map(|export| &export.place);
    let message = format!("nobody takes the sink `{sink}`");
    let mut finding = Finding::new(RULE.name, RULE.severity, message)
        .help(format!("add `{sink}` to the `sinks` of a host, or remove the exports"));
    if let Some(place) = places.next() {
        finding = finding.at(place.clone());
    }
    places.fold(finding, |finding, place| finding.label(place.clone(), "exported here, too"))
}
