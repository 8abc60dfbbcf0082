{
  flake-parts.url = "github:hercules-ci/flake-parts";
  nixpkgs.url = builtins.getEnv "X" + "github:nixos/nixpkgs/nixos-unstable";
}
