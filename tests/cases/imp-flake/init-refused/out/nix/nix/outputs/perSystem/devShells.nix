# `nix develop`, or direnv with .envrc
{ pkgs, ... }:
{
  default = pkgs.mkShellNoCC {
    packages = [
      pkgs.age
      pkgs.git
      pkgs.sops
    ];
  };
}
