{ self, ... }:
{
  nixpkgs.overlays = [ self.overlays.forgotten ];
}
