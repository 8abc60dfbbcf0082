{ pkgs, ... }:
{
  imports = [
    ../modules
    ./hardware-configuration.nix
  ];
  environment.systemPackages = [ (pkgs.callPackage ../pkgs/tool.nix { }) ];
}
