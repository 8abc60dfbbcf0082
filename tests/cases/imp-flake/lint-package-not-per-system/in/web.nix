{ pkgs, ... }:
{
  home.packages.x = 1;
  packages.y = pkgs.hello;
}
