{ lib, registry, ... }:
lib.nixosSystem {
  modules = [
    registry.modules.nixos.base
    registry.modules.nixos.gone
  ];
}
