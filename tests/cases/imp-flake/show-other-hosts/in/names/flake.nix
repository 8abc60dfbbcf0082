{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs =
    { nixpkgs, ... }:
    let
      make =
        {
          user ? "ann",
          system ? "x86_64-linux",
        }:
        nixpkgs.lib.nixosSystem {
          modules = [
            {
              nixpkgs.hostPlatform = system;
              home-manager.users.${user} = ./home.nix;
            }
          ];
        };
    in
    {
      nixosConfigurations = {
        web = make { };
        mail = make {
          user = "bob";
          system = "aarch64-linux";
        };
        open = nixpkgs.lib.nixosSystem { modules = [ ./open.nix ]; };
        bare = nixpkgs.lib.nixosSystem { modules = [ ./bare.nix ]; };
      };
    };
}
