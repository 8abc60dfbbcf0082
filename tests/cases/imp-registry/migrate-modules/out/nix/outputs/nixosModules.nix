{ registry, ... }:
{
  default.imports = [
    registry.modules.core
    registry.nixos.disk
  ];
}
