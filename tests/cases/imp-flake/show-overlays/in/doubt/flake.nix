{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  outputs =
    { self, nixpkgs }:
    {
      overlays = {
        forgotten = final: prev: { };
        inside = final: prev: { };
        listed = final: prev: { };
        module = final: prev: { };
      };
      nixosConfigurations.web = nixpkgs.lib.nixosSystem {
        modules = [
          ./modules
          { nixpkgs.overlays = [ (final: prev: { tool = (self.overlays.inside final prev).tool; }) ]; }
          (import ./listed.nix)
        ];
      };
    };
}
