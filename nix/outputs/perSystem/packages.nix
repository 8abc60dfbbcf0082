{
  __inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";

  __functor =
    _:
    { pkgs, self, ... }:
    import ../../packages.nix {
      inherit pkgs;
      revision = self.shortRev or self.dirtyShortRev or null;
    };
}
