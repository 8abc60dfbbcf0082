{
  outputs =
    { self, nixpkgs }:
    {
      overlays = {
        a = final: prev: { };
        b = final: prev: { };
      };
      nixosConfigurations.web = nixpkgs.lib.nixosSystem {
        modules = [ { nixpkgs.overlays = builtins.attrValues self.overlays; } ];
      };
    };
}
