{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  outputs =
    { nixpkgs, ... }:
    {
      overlays.default = final: prev: { };
      nixosConfigurations.web = nixpkgs.lib.nixosSystem {
        modules = [ { nixpkgs.overlays = [ (import ./tool.nix) ]; } ];
      };
    };
}
