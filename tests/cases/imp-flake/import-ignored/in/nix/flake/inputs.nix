{
  flake-parts.url = "github:hercules-ci/flake-parts";
  nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
}
