# `nixos-rebuild switch --flake .#server --target-host root@server`
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
    registry.hosts.server
    registry.modules.nixos.common
    registry.modules.nixos.secrets
    registry.modules.nixos.services.webserver
  ];
}
