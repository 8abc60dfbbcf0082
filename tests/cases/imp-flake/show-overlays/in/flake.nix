{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.other.url = "github:o/other";
  outputs =
    {
      self,
      nixpkgs,
      other,
    }:
    let
      overlays = [
        other.overlays.default
        self.overlays.in-list
      ];
    in
    {
      overlays = {
        all-but = final: prev: { };
        forgotten = final: prev: { };
        in-list = final: prev: { };
        in-with = final: prev: { };
      };
      packages.x86_64-linux = import nixpkgs {
        system = "x86_64-linux";
        inherit overlays;
      };
      nixosConfigurations.web = nixpkgs.lib.nixosSystem {
        modules = [ { nixpkgs.overlays = with self.overlays; [ in-with ]; } ];
      };
    };
}
