# Files and directories in `packages.d` are added to what `packages.nix` gives.
{ pkgs, ... }:
{
  greet = pkgs.writeShellScriptBin "greet" (builtins.readFile ./greet.sh);
}
