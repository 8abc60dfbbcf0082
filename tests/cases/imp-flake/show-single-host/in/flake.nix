{
  description = "One machine";

  # `inputs` may stand anywhere, and Home Manager may be called anything.
  outputs =
    { self, nixpkgs, hm, ... }@inputs:
    let
      user = "ann";
    in
    {
      overlays.default = final: prev: { hello = prev.hello; };
      nixosConfigurations.box = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [
          ./configuration.nix
          hm.nixosModules.default
          {
            nixpkgs.overlays = [ self.overlays.default ];
            home-manager.users.${user} = import ./home.nix;
          }
        ];
      };
    };

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    hm = {
      type = "github";
      owner = "nix-community";
      repo = "home-manager";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };
}
