{ self, ... }:
{
  nixpkgs.overlays = [ self.overlays.module ];
}
