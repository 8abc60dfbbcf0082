{ lib, imp, registry, ... }:
lib.nixosSystem {
  modules = imp.imports [
    registry.hosts.server
    registry.modules.core
    registry.nixos.disko
  ];
}
