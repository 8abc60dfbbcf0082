{
  perSystem =
    { pkgs, self', ... }:
    {
      # `nix develop`, or direnv with .envrc
      devShells.default = pkgs.mkShellNoCC {
        packages = [
          pkgs.age
          pkgs.git
          pkgs.sops
          self'.packages.deploy
        ];
      };
    };
}
