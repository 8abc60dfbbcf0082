# A

# Of two parts.
{
  description = "The old \"one\"";
  inputs = {
    # Core inputs
    flake-parts.url = "github:hercules-ci/flake-parts";
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  };
  outputs = inputs: import (./. + "/nix/old flake") inputs;
}
