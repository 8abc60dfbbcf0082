{
  inputs.nixpkgs = {
    url = "github:nixos/nixpkgs/nixos-unstable";
    flake = false;
  };
  inputs.unstable.url = "nixpkgs/nixos-unstable";
  inputs.my-nixpkgs-overlays.url = "github:o/overlays";

  outputs =
    {
      nixpkgs,
      unstable,
      my-nixpkgs-overlays,
      ...
    }:
    {
      packages.x86_64-linux = {
        source = (import nixpkgs { system = "x86_64-linux"; }).hello;
        other = (import my-nixpkgs-overlays { system = "x86_64-linux"; }).hello; # right: import-nixpkgs-in-packages
        flake = (unstable.legacyPackages."x86_64-linux").hello;
      };
      packages.mips64el-linux.odd = (import unstable { system = "mips64el-linux"; }).hello;
    };
}
