{ pkgs, ... }:
{
  # `nix run .#deploy -- server` switches a host to this flake.
  deploy = pkgs.writeShellScriptBin "deploy" ''
    exec nixos-rebuild switch --flake ".#$1" --target-host "root@$1"
  '';
}
