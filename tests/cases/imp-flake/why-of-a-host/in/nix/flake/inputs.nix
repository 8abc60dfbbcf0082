{
  nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";

  flake-parts.url = "github:hercules-ci/flake-parts";
  flake-parts.inputs.nixpkgs-lib.follows = "nixpkgs";

  imp.url = "github:imp-nix/imp";
  imp.inputs.flake-parts.follows = "flake-parts";
  imp.inputs.nixpkgs.follows = "nixpkgs";
}
