{ lib, pkgs, ... }:
{
  settings.formatter.shell = {
    command = lib.getExe pkgs.shfmt;
    includes = [ "*.sh" ];
  };
}
