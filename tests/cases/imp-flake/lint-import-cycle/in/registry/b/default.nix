{ lib, ... }:
let
  inherit (lib) mkIf;
in
{
  imports = [ ./part.nix ] ++ [ ../c.nix ];
}
