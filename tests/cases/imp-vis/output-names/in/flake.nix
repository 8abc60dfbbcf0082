{
  outputs =
    { nixpkgs, more, ... }:
    let
      each = nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" ];
    in
    {
      packages = each (system: import ./pkgs { pkgs = nixpkgs.legacyPackages.${system}; });
      devShells = each (system: { default = more.shell; });
      nixosConfigurations = {
        web = nixpkgs.lib.nixosSystem { modules = [ ./hosts/web.nix ]; };
      } // more.hosts;
    };
}
