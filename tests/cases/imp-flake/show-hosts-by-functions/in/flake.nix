{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.home-manager.url = "github:nix-community/home-manager";

  outputs =
    { self, nixpkgs, home-manager, ... }@inputs:
    let
      inherit (nixpkgs) lib;
      systems = [ "x86_64-linux" "aarch64-linux" ];
      mkHost = import ./lib/mk-host.nix { inherit inputs; };
      machines = {
        web = { system = "x86_64-linux"; user = "ann"; };
        db = { system = "aarch64-linux"; };
      };
    in
    {
      nixosConfigurations =
        lib.mapAttrs mkHost machines
        // builtins.mapAttrs (name: _: mkHost name { system = "x86_64-linux"; }) (builtins.readDir ./hosts/lab)
        // lib.genAttrs [ "iso-1" "iso-2" ] (name: lib.nixosSystem { modules = [ ./hosts/iso.nix ]; })
        // lib.optionalAttrs (inputs ? extra) { extra = mkHost "extra" { }; };
      packages = lib.genAttrs systems (system: import ./pkgs nixpkgs.legacyPackages.${system});
      formatter = lib.genAttrs systems (system: nixpkgs.legacyPackages.${system}.nixfmt);
      darwinConfigurations = inputs.loader.lib.load ./hosts/mac;
    };
}
