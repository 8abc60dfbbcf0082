# Everything follows nixpkgs.
{
  nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable"; # the rolling release

  home-manager = {
    url = "github:nix-community/home-manager";
    inputs.nixpkgs.follows = "nixpkgs";
  };
}
