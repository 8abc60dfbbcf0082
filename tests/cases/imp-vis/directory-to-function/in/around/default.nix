{ lib, ... }:
{
  imports = lib.files ./.;
}
