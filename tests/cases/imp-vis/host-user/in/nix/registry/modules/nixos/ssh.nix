{ registry, ... }:
{
  imports = [
    registry.modules.nixos.base
    ./_keys.nix
  ];
}
