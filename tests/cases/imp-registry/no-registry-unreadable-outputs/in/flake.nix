{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  outputs =
    { nixpkgs, ... }:
    if nixpkgs.lib.versionAtLeast nixpkgs.lib.version "25.05" then { a = 1; } else { };
}
