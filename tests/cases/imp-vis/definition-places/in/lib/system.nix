{ nixpkgs }:
name:
let
  own = ../hosts/${name}.nix;
in
nixpkgs.lib.nixosSystem {
  modules = [
    own
    ../modules/base.nix
  ];
}
