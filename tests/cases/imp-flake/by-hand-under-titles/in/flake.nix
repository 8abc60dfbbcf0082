# A
{
  description = "The old one";
  inputs = {
    # Core inputs
    flake-parts.url = "github:hercules-ci/flake-parts";
    # Not newer, because of the old machine.
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  };
  outputs = inputs: import ./nix/old inputs;
}
