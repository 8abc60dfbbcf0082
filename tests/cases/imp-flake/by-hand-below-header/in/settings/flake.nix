# SPDX-License-Identifier: MIT
{
  nixConfig = {
    extra-substituters = [ "https://x" ];
  };
  inputs = {
    # Core inputs
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  };
  outputs = inputs: import ./nix/flake inputs;
}
