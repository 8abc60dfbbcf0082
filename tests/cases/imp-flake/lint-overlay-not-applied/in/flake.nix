{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.tool.url = "github:alice/tool";

  outputs =
    {
      self,
      nixpkgs,
      tool,
      ...
    }:
    let
      shared = final: prev: { };
    in
    {
      overlays = {
        forgotten = final: prev: { hello = prev.hello; };
        lost = import ./overlays/lost.nix;
        web = final: prev: { }; # right: overlay-not-applied
        from-file = import ./overlays/from-file.nix;
        inherit shared;
        tool = tool.overlays.default;
      };
      nixosConfigurations.web = nixpkgs.lib.nixosSystem {
        modules = [
          ./web.nix
          {
            nixpkgs.overlays = [
              shared
              tool.overlays.forgotten
            ];
          }
        ];
      };
    };
}
