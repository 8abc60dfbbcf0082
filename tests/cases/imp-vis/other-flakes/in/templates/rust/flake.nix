{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-24.11";
  inputs.crane.url = "github:ipetkov/crane";
  outputs =
    { self, ... }@inputs:
    {
      nixosModules.default = import (self + "/module.nix");
      packages.x86_64-linux.default = inputs.crane.mkLib inputs.nixpkgs.legacyPackages.x86_64-linux;
      checks.x86_64-linux.default = self.packages.x86_64-linux.default;
    };
}
