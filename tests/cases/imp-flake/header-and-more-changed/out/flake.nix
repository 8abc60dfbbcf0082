# B
{
  description = "The new one";
  inputs = {
    # Core inputs
    flake-parts.url = "github:hercules-ci/flake-parts";
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  };
  outputs = inputs: import ./nix/flake inputs;
}
