{
  inputs.stable.url = "github:nixos/nixpkgs/nixos-25.05";
  inputs.unstable.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.agenix.url = "github:ryantm/agenix";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.pinned.url = "github:o/pinned"; # right: duplicate-in-lock
  inputs.also-pinned.url = "github:o/also-pinned"; # right: duplicate-in-lock
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
