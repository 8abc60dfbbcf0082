{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  outputs =
    { nixpkgs, ... }:
    {
      packages.x86_64-linux.hello =
        (import nixpkgs {
          # Not the builder's: "aarch64-linux" fails its tests.
          system = "x86_64-linux";
        }).hello;
      packages.aarch64-linux.hello = (nixpkgs.legacyPackages."aarch64-linux").hello; # stays
    };
}
