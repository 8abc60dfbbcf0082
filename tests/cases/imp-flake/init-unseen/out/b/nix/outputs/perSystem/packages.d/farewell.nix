{ pkgs, ... }:
{
  farewell = pkgs.writeShellScriptBin "farewell" ''
    echo "Goodbye, ''${1:-world}."
  '';
}
