{ registry, ... }:
{
  default.imports = [
    registry.modules.base
    registry.nixos.disko
  ];
}
