{ pkgs, ... }:
{
  imports = [ ./hardware-configuration.nix ];
  users.users = {
    ann.isNormalUser = true;
    backup = {
      isSystemUser = true;
    };
  };
}
