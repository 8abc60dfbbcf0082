# Inputs that the whole flake builds on. What a single file needs, that file declares itself as
# `__inputs`; `nix run .#imp-flake` collects both into flake.nix.
{
  nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";

  flake-parts.url = "github:hercules-ci/flake-parts";
  flake-parts.inputs.nixpkgs-lib.follows = "nixpkgs";

  imp.url = "github:imp-nix/imp";
  imp.inputs.flake-parts.follows = "flake-parts";
  imp.inputs.nixpkgs.follows = "nixpkgs";

  home-manager.url = "github:nix-community/home-manager";
  home-manager.inputs.nixpkgs.follows = "nixpkgs";
}
