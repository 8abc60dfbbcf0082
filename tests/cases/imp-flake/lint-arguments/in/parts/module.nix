{ pkgs, treefmt-nix, ... }:
{
  flake.lib.hello = pkgs.hello;
  perSystem =
    { ... }:
    {
      packages.format = treefmt-nix.lib.mkWrapper pkgs { };
    };
}
