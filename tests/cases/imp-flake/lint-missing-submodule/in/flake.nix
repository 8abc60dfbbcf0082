{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  outputs = { nixpkgs, ... }: {
    nixosModules.a = import ./vendor/mods/a.nix; # right: broken-path
    nixosModules.b = ./hosts/gone.nix;
    lib = nixpkgs.lib;
  };
}
