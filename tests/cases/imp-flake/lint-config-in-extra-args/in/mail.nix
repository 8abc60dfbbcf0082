{ lib, ... }:
{
  home-manager.extraSpecialArgs = {
    inherit config;
  };
}
