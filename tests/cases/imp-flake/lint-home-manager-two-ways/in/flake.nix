{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.theme.url = "github:alice/theme";

  outputs =
    inputs@{ nixpkgs, home-manager, ... }:
    {
      nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./hosts/web.nix ]; };
      homeConfigurations = {
        "alice@laptop" = home-manager.lib.homeManagerConfiguration {
          pkgs = nixpkgs.legacyPackages.x86_64-linux;
          modules = [
            ./home/laptop.nix
            inputs.theme.homeModules.default
            { home.username = "alice"; }
          ];
        };
        bob = home-manager.lib.homeManagerConfiguration { # right: home-manager-two-ways
          modules = [ ./home/bob-standalone.nix ];
        };
        carol = home-manager.lib.homeManagerConfiguration {
          modules = builtins.attrValues (import ./home);
        };
        erin = home-manager.lib.homeManagerConfiguration {
          modules = [ { home.username = "erin"; } ];
        };
        frank = home-manager.lib.homeManagerConfiguration { # right: home-manager-two-ways
          modules = [
            { home.username = "frank"; }
            inputs.theme.homeModules.default
          ];
        };
        dave = home-manager.lib.homeManagerConfiguration { modules = [ ./home/laptop.nix ]; };
      };
    };
}
