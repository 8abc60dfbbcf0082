{
  nixpkgs.url = "github:nixos/nixpkgs";
  flake-parts.url = "github:hercules-ci/flake-parts";
  imp.url = "github:imp-nix/imp";
}
