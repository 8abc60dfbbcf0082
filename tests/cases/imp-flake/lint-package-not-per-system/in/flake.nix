{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.flake-utils.url = "github:numtide/flake-utils";

  outputs =
    {
      self,
      nixpkgs,
      flake-utils,
    }:
    let
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
    in
    {
      packages.hello = pkgs.hello;
      packages.x86_64-linux.good = pkgs.hello; # right: package-not-per-system
      packages."aarch64-darwin" = { };
      devShells = {
        default = pkgs.mkShell { };
      };
      formatter = pkgs.nixfmt;
      checks = nixpkgs.lib.genAttrs [ "x86_64-linux" ] (system: {
        test = pkgs.hello;
      });
      overlays.default = final: prev: { };
    }
    // flake-utils.lib.eachDefaultSystem (system: {
      packages.world = pkgs.hello;
      apps.world = { };
    });
}
