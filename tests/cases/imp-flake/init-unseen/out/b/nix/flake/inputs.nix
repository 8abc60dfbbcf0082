# Inputs that the whole flake builds on; what a single file needs, it declares itself as `__inputs`.
# Update all with `nix flake update`, one with `nix flake update nixpkgs`, and commit flake.lock.
{
  nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";

  flake-parts.url = "github:hercules-ci/flake-parts";
  flake-parts.inputs.nixpkgs-lib.follows = "nixpkgs";

  imp.url = "github:imp-nix/imp";
  imp.inputs.flake-parts.follows = "flake-parts";
  imp.inputs.nixpkgs.follows = "nixpkgs";
}
