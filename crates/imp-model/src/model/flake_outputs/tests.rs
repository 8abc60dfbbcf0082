//! What is known of outputs, and what is not.

use super::*;
use crate::source::MemoryFiles;

/// The outputs of a flake, one a line: kind and name with the line of the name, then what is unknown.
fn shown(files: &[(&str, &str)]) -> Vec<String> {
    let memory = MemoryFiles::new(files.iter().copied());
    let path = TreePath::root().child("flake.nix");
    let text: Arc<str> = files[0].1.into();
    let outputs = flake_outputs(&memory, &path, &text);
    let mut lines = Vec::new();
    for (kind, output) in &outputs.kinds {
        let mark = if output.per_system { "*" } else { "" };
        lines.push(format!("{kind}{mark} {}", output.place));
        for (name, output) in &output.names {
            let machine = output.machine.as_ref();
            let system = machine.and_then(|machine| machine.system.clone()).unwrap_or_default();
            let files: Vec<&str> = machine
                .map(|machine| machine.files.iter().map(TreePath::as_str).collect())
                .unwrap_or_default();
            let about = format!("{system} {}", files.join(" "));
            lines.push(format!("  {name} {} {about}", output.place).trim_end().to_owned());
        }
        lines.extend(output.unknown.iter().map(|unknown| format!("  ? {}", told(unknown))));
    }
    lines.extend(outputs.unknown.iter().map(|unknown| format!("? {}", told(unknown))));
    lines
}

fn told(unknown: &UnknownPart) -> String {
    let paths: Vec<&str> = unknown.paths.iter().map(TreePath::as_str).collect();
    let place = unknown.place.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{} {place} [{}]", unknown.reason, paths.join(" "))
}

fn check(flake: &str, expect: &[&str]) {
    assert_eq!(shown(&[("flake.nix", flake)]), expect);
}

#[test]
fn names_are_read_and_contents_are_not() {
    check(
        "{ outputs = { self, nixpkgs, ... }: let lib = nixpkgs.lib; in {
  nixosConfigurations = { web = lib.nixosSystem { modules = [ ./web ]; }; \"db.x\" = throw \"no\"; };
  nixosConfigurations.box = lib.nixosSystem { system = \"x86_64-linux\"; };
  packages = lib.genAttrs [ \"x86_64-linux\" ] (system: { hello = 1; });
}; }",
        &[
            "nixosConfigurations flake.nix:2:3",
            "  box flake.nix:3:23 x86_64-linux",
            "  db.x flake.nix:2:75",
            "  web flake.nix:2:27  web",
            "packages* flake.nix:4:3",
            "  hello flake.nix:4:57",
        ],
    );
}

#[test]
fn functions_of_the_flake_are_looked_into() {
    let flake = "{ outputs = inputs: let mk = import ./mk.nix inputs; in {
  nixosConfigurations = builtins.mapAttrs mk { web = \"aarch64-linux\"; };
}; }";
    let mk = "{ nixpkgs, ... }: name: system: nixpkgs.lib.nixosSystem {
  inherit system; modules = [ ./hosts/${name} ]; }";
    assert_eq!(
        shown(&[("flake.nix", flake), ("mk.nix", mk), ("hosts/web/default.nix", "{ }")]),
        ["nixosConfigurations flake.nix:2:3", "  web flake.nix:2:48 aarch64-linux hosts/web",]
    );
}

#[test]
fn a_library_with_more_in_it_is_still_one() {
    check(
        "{ outputs = { nixpkgs, hm, ... }: let lib = nixpkgs.lib // hm.lib; in {
  nixosConfigurations = lib.genAttrs [ \"a\" ] (name: lib.nixosSystem { system = \"x86_64-linux\"; });
  packages = lib.genAttrs (import ./systems.nix) (system: { tool = 1; });
}; }",
        &[
            "nixosConfigurations flake.nix:2:3",
            "  a flake.nix:2:25 x86_64-linux",
            "packages* flake.nix:3:3",
            "  tool flake.nix:3:61",
        ],
    );
}

#[test]
fn directories_give_names() {
    let flake = "{ outputs = inputs: { nixosConfigurations =
  inputs.nixpkgs.lib.mapAttrs (name: _: 1) (builtins.readDir ./hosts); }; }";
    let host = "{ }";
    assert_eq!(
        shown(&[("flake.nix", flake), ("hosts/a/default.nix", host), ("hosts/b/x.nix", host)]),
        ["nixosConfigurations flake.nix:1:23", "  a flake.nix:1:23", "  b flake.nix:1:23"]
    );
}

#[test]
fn what_only_nix_knows_is_said() {
    check(
        "{ outputs = inputs: { nixosConfigurations = inputs.x.lib.load ./hosts; }; }",
        &[
            "nixosConfigurations flake.nix:1:23",
            "  ? `inputs.x.lib.load …` is only known when Nix evaluates flake.nix:1:45 [hosts]",
        ],
    );
    check(
        "{ outputs = inputs: { overlays.a = 1; } // inputs.x.y; }",
        &[
            "overlays flake.nix:1:23",
            "  a flake.nix:1:32",
            "? `inputs.x.y` is only known when Nix evaluates flake.nix:1:44 []",
        ],
    );
    check(
        "{ outputs = ; }",
        &["? `flake.nix` does not parse: expected an expression, found `;` flake.nix:1:13 []"],
    );
    check(
        "{ outputs = inputz; }",
        &["? Nix rejects `flake.nix`: undefined variable `inputz` flake.nix:1:13 []"],
    );
    check("{ }", &[]);
}

#[test]
fn later_sets_replace_earlier_ones() {
    check(
        "{ outputs = inputs: { overlays.a = 1; } // { overlays.b = 1; }; }",
        &["overlays flake.nix:1:46", "  b flake.nix:1:55"],
    );
}

#[test]
fn flake_utils_gives_outputs_to_systems() {
    check(
        "{ outputs = { flake-utils, ... }: flake-utils.lib.eachDefaultSystem (system: {
  packages.hello = 1; formatter = 1; }) // { overlays.default = 1; }; }",
        &[
            "formatter* flake.nix:2:23",
            "overlays flake.nix:2:46",
            "  default flake.nix:2:55",
            "packages* flake.nix:2:3",
            "  hello flake.nix:2:12",
        ],
    );
}

#[test]
fn modules_of_flake_parts_are_read() {
    let flake = "{ outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ ./hosts.nix inputs.treefmt.flakeModule ] ++ inputs.more.modules;
  systems = [ \"x86_64-linux\" ];
  perSystem = { pkgs, ... }: { devShells.default = pkgs.mkShell { }; };
}; }";
    let hosts = "{ inputs, withSystem, ... }: { flake.nixosConfigurations.web =
  withSystem \"x86_64-linux\" ({ pkgs, ... }: inputs.nixpkgs.lib.nixosSystem { modules = [ ./web ]; }); }";
    assert_eq!(
        shown(&[("flake.nix", flake), ("hosts.nix", hosts)]),
        [
            "devShells* flake.nix:4:32",
            "  default flake.nix:4:42",
            "nixosConfigurations hosts.nix:1:38",
            "  web hosts.nix:1:58 x86_64-linux web",
            "? `inputs.more.modules` is only known when Nix evaluates flake.nix:2:59 []",
        ]
    );
}
