# `sudo nixos-rebuild switch --flake .#laptop`
{
  lib,
  inputs,
  imp,
  registry,
  ...
}:
lib.nixosSystem {
  system = "x86_64-linux";
  specialArgs = { inherit inputs imp registry; };
  modules = imp.imports [
    registry.hosts.laptop
    registry.modules.nixos.common
    registry.modules.nixos.desktop
    registry.modules.nixos.home-manager
    registry.modules.nixos.secrets
  ];
}
