{ lib, ... }:
{
  settings.global.excludes = lib.optional true "a.nix";
}
