{
  outputs =
    { self, nixpkgs }:
    {
      overlays = {
        a = final: prev: { };
        b = final: prev: { };
      };
      nixosConfigurations.web = nixpkgs.lib.nixosSystem {
        modules = [ { nixpkgs.overlays = builtins.attrValues (removeAttrs self.overlays [ "b" ]); } ];
      };
      nixosConfigurations.db = nixpkgs.lib.nixosSystem {
        modules = [ { nixpkgs.overlays = [ self.overlays.a ]; } ];
      };
    };
}
