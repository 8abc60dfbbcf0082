{ inputs', self, ... }:
{
  a = inputs'.nixpkgs.legacyPackages;
  b = self.inputs.nixpkgs;
}
