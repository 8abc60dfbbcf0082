{ lib, imp, registry, ... }:
lib.nixosSystem {
  modules = imp.imports [
    registry.hosts.server
    registry.modules.base
    registry.nixos.disko
  ];
}
