{
  agenix,
  domain,
  lib,
  self,
  config,
  pkgs ? null,
  ...
}:
{
  default = { pkgs, system, ... }: { home.packages = [ pkgs.jq ]; };
}
