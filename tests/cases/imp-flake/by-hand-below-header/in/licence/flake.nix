# SPDX-License-Identifier: MIT
{
  nixConfig.extra-substituters = [ "https://x" ];
  inputs = {
    # Core inputs
    nixpkgs.url = "github:nixos/nixpkgs";
    # keep pinned!
    hand.url = "github:me/hand";
  };
  outputs = inputs: import ./nix/flake inputs;
}
