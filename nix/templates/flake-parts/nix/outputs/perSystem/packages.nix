# The path is the name: this file is the flake output `packages`. What stands in nix/parts is merged with it.
{ pkgs, ... }:
{
  # `nix run .#deploy -- laptop` switches a machine to this flake.
  deploy = pkgs.writeShellScriptBin "deploy" ''
    exec nixos-rebuild switch --flake ".#$1" --target-host "root@$1"
  '';
}
