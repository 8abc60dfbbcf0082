//! A `flake.lock` that does not match `flake.nix`.

use imp_model::eval::{Known, KnownAttr};
use imp_model::facts::Input;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Lock, LockNode, LockRef, Model};
use imp_model::source::TreePath;
use imp_model::text::Place;

use crate::address::Address;
use crate::follows::{is_flake, is_same_path};
use crate::{Rule, inputs};

pub(super) const RULE: Rule = Rule {
    name: "stale-lock",
    severity: Severity::Warning,
    summary: "a `flake.lock` that does not match `flake.nix`",
    explanation: "\
Nix locks anew what does not match, each time and for everybody, and fails where it may not write. Inputs that came,
went, moved to another repository or branch, or follow something else now are named. Addresses that can be written in
several ways are not compared. A `flake.lock` that can't be read is an error, as one with the marks of a merge conflict,
or with an input that is not among its nodes.

Bad:

```nix
# flake.nix
{
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  inputs.disko.url = \"github:nix-community/disko\";
  outputs = { nixpkgs, disko, ... }: { inherit (nixpkgs) lib; inherit (disko) nixosModules; };
}
```

Good:

```nix
# flake.nix
{
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  outputs = { nixpkgs, ... }: { inherit (nixpkgs) lib; };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    if let Some(Err(reason)) = &model.lock {
        return vec![unreadable(reason)];
    }
    let (Some(Ok(lock)), Some(declared)) = (&model.lock, model.flake.known_inputs()) else {
        return Vec::new();
    };
    let Some(root) = lock.nodes.get(&lock.root) else { return Vec::new() };
    // What is said of `self` is how Nix fetches the flake.
    let own = declared.iter().filter(|input| input.name != "self");
    let mut findings: Vec<Finding> =
        own.filter_map(|input| difference(lock, root, input)).collect();
    let implicit: Vec<String> = inputs::implicit(model).collect();
    for name in root.inputs.keys() {
        let is_declared = declared.iter().any(|input| input.name == *name);
        if !is_declared && !implicit.contains(name) {
            let message =
                format!("`flake.lock` has the input `{name}`, which `flake.nix` does not have");
            findings.push(finding(message, None));
        }
    }
    findings
}

fn finding(message: String, place: Option<&Place>) -> Finding {
    let finding = Finding::new(RULE.name, RULE.severity, message).help("run `nix flake lock`");
    match place {
        Some(place) => finding.at(place.clone()),
        None => finding,
    }
}

/// A lock that can't be read. The reason says where, if it is somewhere: the text is not at hand.
fn unreadable(reason: &str) -> Finding {
    let place = Place::start_of(&TreePath::root().child("flake.lock"));
    let message = format!("`flake.lock` can't be read: {reason}");
    Finding::new(RULE.name, Severity::Error, message).at(place).help(
        "restore it, such as with `git checkout HEAD -- flake.lock`, then run `nix flake lock`",
    )
}

/// What an input is locked to unlike its declaration.
fn difference(lock: &Lock, root: &LockNode, input: &Input) -> Option<Finding> {
    let (name, definition) = (&input.name, &input.definition);
    let say = |message: String| Some(finding(message, Some(&input.place)));
    let Some(locked) = root.inputs.get(name) else {
        return say(format!("`flake.lock` does not have the input `{name}`"));
    };
    let follows = definition.get("follows").and_then(Known::as_str);
    let node = match (follows, locked) {
        (Some(path), LockRef::Follows(locked)) if is_same_path(path, locked) => return None,
        (Some(path), _) => {
            return say(format!("`{name}` follows `{path}`, and `flake.lock` says otherwise"));
        }
        (None, LockRef::Follows(path)) => {
            let path = path.join("/");
            return say(format!(
                "`{name}` follows `{path}` in `flake.lock` and not in `flake.nix`"
            ));
        }
        (None, LockRef::Node(node)) => lock.nodes.get(node)?,
    };
    let is_flake = is_flake(definition);
    if is_flake != node.is_flake {
        let words = if is_flake { "not a flake" } else { "a flake" };
        return say(format!("`{name}` is {words} in `flake.lock`, unlike in `flake.nix`"));
    }
    if let Some(wanted) = Address::of(definition)
        && let Some(locked) = Address::locked(node)
        && !wanted.is_same(&locked)
    {
        let (wanted, locked) = (wanted.shown(), locked.shown());
        return say(format!("`{name}` is `{wanted}`, and `flake.lock` has `{locked}`"));
    }
    overrides(definition, node).map(|(overridden, attr, path)| {
        let message = format!(
            "`{name}.inputs.{overridden}` follows `{path}`, and `flake.lock` says otherwise"
        );
        finding(message, Some(attr.place.as_ref().unwrap_or(&input.place)))
    })
}

/// The first input of an input that follows something else than the lock says. One that the other flake does not have
/// is another matter.
fn overrides<'d>(
    definition: &'d Known,
    node: &LockNode,
) -> Option<(&'d str, &'d KnownAttr, &'d str)> {
    let Some(Known::Attrs(inputs)) = definition.get("inputs") else { return None };
    let mut follows = inputs.iter().filter_map(|(name, attr)| {
        Some((name.as_str(), attr, attr.value.get("follows")?.as_str()?))
    });
    follows.find(|(name, _, path)| match node.inputs.get(*name) {
        Some(LockRef::Follows(locked)) => !is_same_path(path, locked),
        Some(LockRef::Node(_)) => true,
        None => false,
    })
}
