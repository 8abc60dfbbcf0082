# `sudo nixos-rebuild switch --flake .#web`
{
  lib,
  inputs,
  imp,
  ...
}:
lib.nixosSystem {
  system = "x86_64-linux";
  specialArgs = { inherit inputs; };
  modules = imp.imports [
    ../../../configuration.nix
    ../../modules/home-manager.nix
    ../../modules/nix.nix
    ../../modules/secrets.nix
  ];
}
