{ pkgs, ... }:
{
  settings.global.excludes = [ "/vendor/" ];
  settings.formatter.shell = {
    command = "${pkgs.shfmt}/bin/shfmt";
    includes = [ "*.sh" ];
  };
}
