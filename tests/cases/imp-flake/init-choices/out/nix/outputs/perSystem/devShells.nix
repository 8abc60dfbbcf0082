# `nix develop`, or direnv with .envrc
{ inputs', pkgs, ... }:
{
  default = pkgs.mkShellNoCC {
    packages = [
      pkgs.age
      pkgs.git
      inputs'.agenix.packages.default
    ];
  };
}
