{
  outputs =
    { nixpkgs, ... }:
    let
      more.used = final: prev: { }; # right: overlay-not-applied
    in
    {
      overlays = {
        forgotten = final: prev: { };
      }
      // more;
      nixosConfigurations.web = nixpkgs.lib.nixosSystem {
        modules = [ { nixpkgs.overlays = builtins.attrValues more; } ];
      };
    };
}
