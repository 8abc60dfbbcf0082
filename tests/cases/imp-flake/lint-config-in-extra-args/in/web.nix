{ lib, ... }:
{
  home-manager.extraSpecialArgs = {
    hostName = config.networking.hostName;
  };
}
