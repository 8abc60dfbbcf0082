{ pkgs, self', ... }:
{
  default = pkgs.mkShellNoCC {
    packages = [
      pkgs.age
      pkgs.sops
      self'.packages.deploy
    ];
  };
}
