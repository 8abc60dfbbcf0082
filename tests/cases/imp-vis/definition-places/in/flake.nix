{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.hardware.url = "github:NixOS/nixos-hardware";
  outputs =
    {
      self,
      nixpkgs,
      hardware,
    }:
    let
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      system = import ./lib/system.nix { inherit nixpkgs; };
      sets = {
        small = ./sets/small.nix;
        large = ./sets/large.nix;
      };
      scripts = {
        hook.file = ./scripts/hook.nix;
        ${pkgs.name} = ./scripts/other.nix;
      };
    in
    {
      nixosModules.base = ./modules/base.nix;
      nixosConfigurations.web = nixpkgs.lib.nixosSystem {
        modules = [
          self.nixosModules.base
          hardware.nixosModules.common
          ./modules/web.nix
          { imports = [ ./modules/inline.nix ]; }
          (with sets; small)
        ];
      };
      nixosConfigurations.db = nixpkgs.lib.nixosSystem {
        modules = [
          ./modules/gone.nix
        ];
      };
      nixosConfigurations.box = system "box";
      darwinConfigurations = builtins.mapAttrs (_: module: nixpkgs.lib.darwinSystem {
        modules = [
          module
          ./modules/mac.nix
        ];
      }) {
        air = ./mac/air.nix;
        pro = ./mac/pro.nix;
      };
      homeConfigurations = nixpkgs.lib.genAttrs [ "anna" "bert" ] (
        name: self.lib.home { size = sets.${name}; }
      );
      devShells.x86_64-linux.default = pkgs.mkShell {
        packages = [ self.packages.x86_64-linux.tool ];
        shellHook = import scripts.hook.file;
      };
      packages.x86_64-linux.tool = pkgs.callPackage ./tool.nix { };
    };
}
