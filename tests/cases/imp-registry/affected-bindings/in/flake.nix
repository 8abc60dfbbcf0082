{
  inputs.nixpkgs.url = "nixpkgs";
  outputs = { self, nixpkgs, ... }@inputs:
    let
      inherit (nixpkgs) lib;
      common = [ ./mods/common.nix self.nixosModules.base ];
      mk = host: lib.nixosSystem {
        specialArgs = { inherit inputs self; };
        modules = [ ./hosts/${host} ] ++ common;
      };
      systems = [ "x86_64-linux" "aarch64-linux" ];
      forAllSystems = f: lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
      sets = { plain = ./mods/plain.nix; vm = ./mods/vm.nix; };
      overlay = import ./mods/overlay.nix;
    in
    {
      nixosConfigurations.web = mk "web";
      nixosConfigurations.db = mk "db";
      nixosConfigurations.vm = lib.nixosSystem { modules = common ++ [ sets.vm ]; };
      nixosConfigurations.plain = lib.nixosSystem { modules = [ sets.plain ]; };
      nixosModules.base = ./mods/base.nix;
      nixosModules.other = import ./mods/other.nix { inherit (self) lib; };
      lib = import ./lib;
      overlays.default = overlay;
      packages = forAllSystems (pkgs: { x = pkgs.callPackage ./pkgs/x { }; y = pkgs.callPackage ./pkgs/y { }; });
      checks = forAllSystems (pkgs: { inherit (self.packages.${pkgs.system}) x; });
      devShells = forAllSystems (pkgs: { default = import ./mods/shell.nix { inherit pkgs; inherit (import ./mods/names.nix) name; }; });
      formatter = forAllSystems (pkgs: pkgs.nixfmt);
    };
}
