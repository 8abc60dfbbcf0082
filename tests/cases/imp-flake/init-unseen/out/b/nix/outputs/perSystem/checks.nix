# `nix flake check`
{ pkgs, self', ... }:
{
  greet = pkgs.runCommand "greet-check" { } ''
    ${self'.packages.greet}/bin/greet you > said
    test "$(cat said)" = "Hello, you."
    touch $out
  '';
}
