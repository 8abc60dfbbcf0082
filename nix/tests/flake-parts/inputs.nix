# What stands for the inputs of the example besides nixpkgs: as much of each as the example uses.
{ lib, nixpkgs }:
{
  agenix = {
    nixosModules.default = { };
    packages.x86_64-linux.default = nixpkgs.legacyPackages.x86_64-linux.age;
  };

  home-manager = {
    nixosModules.home-manager = { };
    lib.homeManagerConfiguration =
      {
        pkgs,
        extraSpecialArgs,
        modules,
      }:
      nixpkgs.lib.anySystem {
        inherit (pkgs) system;
        inherit modules;
        specialArgs = extraSpecialArgs;
      };
  };

  nixos-hardware.nixosModules.common-pc-ssd.services.fstrim.enable = true;

  sops-nix.nixosModules.sops = { };

  # The wrapper is a package that says what it was made from.
  treefmt-nix.lib.evalModule = pkgs: module: {
    _type = "configuration";
    options = { };
    config.build.wrapper = pkgs.writeShellScriptBin "treefmt" "echo ${
      lib.concatStringsSep " " (lib.attrNames (module.programs or { }))
    }";
  };
}
