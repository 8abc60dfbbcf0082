{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs =
    { nixpkgs, home-manager, ... }:
    let
      module = { ... }: {
        imports = [
          home-manager.nixosModules.default
          ./base.nix
        ];
      };
      make =
        { users }:
        nixpkgs.lib.nixosSystem {
          modules = [
            module
            (
              { lib, ... }:
              {
                nixpkgs.hostPlatform = "riscv64-linux";
                home-manager.users = lib.genAttrs users (user: { });
              }
            )
          ];
        };
    in
    {
      nixosConfigurations.web = make { users = [ "ann" ]; };
    };
}
