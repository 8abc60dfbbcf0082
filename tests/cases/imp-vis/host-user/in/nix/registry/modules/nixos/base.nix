{ registry, self, ... }:
{
  imports = [ registry.modules.nixos.ssh ];
  nixpkgs.overlays = [ self.overlays.default ];
}
