{ pkgs, lib, ... }:
{
  # The outer `pkgs` is never asked for.
  perSystem =
    { pkgs, system, ... }:
    {
      packages.hello = pkgs.hello;
    };
}
