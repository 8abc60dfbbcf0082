//! What keeps a hand-written `flake.nix` from being taken apart.

use imp_model::finding::Severity;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "unadoptable-flake",
    severity: Severity::Error,
    summary: "a part of a hand-written flake that can't move with certainty",
    explanation: "\
`imp-flake write --adopt` moves the inputs of a hand-written `flake.nix` to `nix/flake/inputs.nix`, its outputs to
`nix/flake/default.nix` and its `nixConfig`, if there is one, to `nix/flake/nix-config.nix`, all or nothing. What would
not be certain to mean the same afterwards is reported with its place, and nothing is written: `rec`, attributes that a
generated flake does not have, arguments of the outputs that are no declared inputs, a `flake.nix` that is a link, new
files that git would ignore, and code, in any Nix file of the flake, that may read the files that are written: whatever gets
a path to `flake.nix` or to a directory above the new files, or gets `self`, and is not known only to import or copy it.
What is known not to read them is allowed by a comment `# imp: allow unadoptable-flake: REASON` on the line above.

Bad:

```nix
# flake.nix
{
  outputs = { self, nixpkgs }: { packages.x86_64-linux = nixpkgs.legacyPackages.x86_64-linux; };
}
```

```sh
# Nix takes nixpkgs from its registry of flakes, because flake.nix itself names the argument
imp-flake write --adopt
```

Good:

```nix
# flake.nix
{
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  outputs = { self, nixpkgs }: { packages.x86_64-linux = nixpkgs.legacyPackages.x86_64-linux; };
}
```

```sh
imp-flake write --adopt
```
",
    check: None,
};
