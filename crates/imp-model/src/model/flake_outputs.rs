//! The outputs that `flake.nix` names, as far as the static evaluator sees the set that `outputs` returns.
//!
//! Their names are known, their contents are not: `nixosSystem { … }` is another flake's. A set of which a part is
//! unknown has no names here, so that no list is shorter than what Nix sees without saying so.

use std::sync::Arc;

use crate::eval::{Evaluator, Slot, Stop, Value};
use crate::source::{Files, TreePath};
use crate::syntax;
use crate::text::Place;

/// An output that `flake.nix` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedOutput {
    /// Its attribute path, without the system: `["packages"]`, `["nixosConfigurations", "server"]`.
    pub path: Vec<String>,
    /// Whether it is there once for each system.
    pub per_system: bool,
    /// Where it is named.
    pub place: Place,
    /// Where its value is written, if it is where it is named.
    pub body: Option<Place>,
}

/// The outputs that hold one thing for each name.
const SETS: [&str; 10] = [
    "darwinConfigurations",
    "darwinModules",
    "flakeModules",
    "homeConfigurations",
    "homeManagerModules",
    "homeModules",
    "nixosConfigurations",
    "nixosModules",
    "overlays",
    "templates",
];
/// The outputs that are there once for each system.
const PER_SYSTEM: [&str; 6] =
    ["apps", "checks", "devShells", "formatter", "legacyPackages", "packages"];

/// The outputs that a `flake.nix` names, in order; none where only Nix knows.
pub(super) fn read(files: &dyn Files, path: &TreePath, text: &Arc<str>) -> Vec<NamedOutput> {
    let mut reader = Reader { evaluator: Evaluator::new(files), flake: path };
    reader.outputs(text).unwrap_or_default()
}

struct Reader<'f> {
    evaluator: Evaluator<'f>,
    flake: &'f TreePath,
}

impl Reader<'_> {
    fn outputs(&mut self, text: &Arc<str>) -> Result<Vec<NamedOutput>, Stop> {
        let flake = self.evaluator.file(self.flake, syntax::parse(text.clone()))?;
        let Some(slot) = self.evaluator.attr(&flake, "outputs")? else { return Ok(Vec::new()) };
        let function = self.evaluator.force(slot.value)?;
        let inputs = self.evaluator.opaque("inputs");
        let Value::Attrs(outputs) = self.evaluator.apply(function, inputs, None)? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for (kind, slot) in outputs.iter() {
            let path = vec![kind.to_string()];
            let own = self.named(path.clone(), *slot);
            let names = SETS.contains(&&**kind).then(|| self.evaluator.force(slot.value));
            let Some(Ok(Value::Attrs(names))) = names else {
                found.push(own);
                continue;
            };
            for (name, slot) in names.iter() {
                let path = [path.clone(), vec![name.to_string()]].concat();
                found.push(self.named(path, *slot));
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn named(&self, path: Vec<String>, slot: Slot) -> NamedOutput {
        let place = slot.at.map(|at| self.evaluator.place(at));
        NamedOutput {
            per_system: path.len() == 1 && PER_SYSTEM.contains(&path[0].as_str()),
            path,
            place: place.unwrap_or_else(|| Place::start_of(self.flake)),
            body: self.evaluator.expression(slot.value).map(|at| self.evaluator.place(at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MemoryFiles;

    /// The outputs that a `flake.nix` names, each with the line of its name and the text of its value.
    fn check(flake: &str, expect: &[&str]) {
        let files =
            MemoryFiles::new([("hosts.nix", "inputs: { far = inputs.lib.nixosSystem { }; }")]);
        let path = TreePath::root().child("flake.nix");
        let shown = read(&files, &path, &flake.into()).into_iter().map(|output| {
            let body = output.body.filter(|body| body.file == path);
            let body = body.map_or("elsewhere", |body| &flake[body.span.range()]);
            format!("{} {} {body}", output.path.join("."), output.place)
        });
        assert_eq!(shown.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn names_are_read_and_contents_are_not() {
        check(
            "{ outputs = { self, nixpkgs, ... }: let lib = nixpkgs.lib; in {
  nixosConfigurations = { web = lib.nixosSystem ./web; \"db.x\" = throw \"no\"; };
  nixosConfigurations.box = lib.nixosSystem ./box;
  packages = lib.genAttrs [ \"x86_64-linux\" ] (system: { });
}; }",
            &[
                "nixosConfigurations.box flake.nix:3:23 lib.nixosSystem ./box",
                "nixosConfigurations.db.x flake.nix:2:56 throw \"no\"",
                "nixosConfigurations.web flake.nix:2:27 lib.nixosSystem ./web",
                "packages flake.nix:4:3 lib.genAttrs [ \"x86_64-linux\" ] (system: { })",
            ],
        );
        check(
            "{ outputs = inputs: { nixosConfigurations = import ./hosts.nix inputs; }; }",
            &["nixosConfigurations.far hosts.nix:1:11 elsewhere"],
        );
    }

    #[test]
    fn what_only_nix_knows_has_no_names() {
        check("{ outputs = inputs: inputs.flake-utils.lib.eachSystem [ ] (system: { }); }", &[]);
        check("{ outputs = inputs: { a = 1; } // inputs.x.y; }", &[]);
        check("{ outputs = inputs: if inputs ? x then { a = 1; } else { b = 1; }; }", &[]);
        check("{ outputs = inputs: { ${inputs.x.name} = 1; }; }", &[]);
        check("{ outputs = ; }", &[]);
        check("{ }", &[]);
        check(
            "{ outputs = inputs: { overlays = { a = 1; } // inputs.x.overlays; }; }",
            &["overlays flake.nix:1:23 { a = 1; } // inputs.x.overlays"],
        );
    }
}
