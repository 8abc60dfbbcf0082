# My machines.

{ nixpkgs, ... }@inputs:
let
  # One function for all of them.
  host = name: nixpkgs.lib.nixosSystem {
    specialArgs = { inherit inputs; };
    modules = [
      ../../hosts/common.nix
      ../../hosts/${name}.nix
    ];
  };
in
{
  nixosConfigurations.web = host "web";
  lib.motd = ''
        Welcome to
          ${builtins.readFile ../../motd}
      '';
}
