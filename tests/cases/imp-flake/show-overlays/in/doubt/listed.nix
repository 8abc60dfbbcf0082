{ self, ... }:
{
  nixpkgs.overlays = [ self.overlays.listed ];
}
