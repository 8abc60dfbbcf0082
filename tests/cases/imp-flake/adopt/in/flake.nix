# My machines.
{
  description = "Machines";

  # Everything follows nixpkgs.
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable"; # the rolling release

    home-manager = {
      url = "github:nix-community/home-manager";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    { nixpkgs, ... }@inputs:
    let
      # One function for all of them.
      host = name: nixpkgs.lib.nixosSystem {
        specialArgs = { inherit inputs; };
        modules = [
          ./hosts/common.nix
          ./hosts/${name}.nix
        ];
      };
    in
    {
      nixosConfigurations.web = host "web";
      lib.motd = ''
        Welcome to
          ${builtins.readFile ./motd}
      '';
    };
}
