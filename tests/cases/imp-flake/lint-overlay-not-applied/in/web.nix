{ outputs, ... }:
{
  nixpkgs.overlays = [
    outputs.overlays.web
    (import ./overlays/from-file.nix)
  ];
}
