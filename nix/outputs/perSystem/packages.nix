{
  __inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";

  __functor = _: { pkgs, ... }: import ../../packages.nix { inherit pkgs; };
}
