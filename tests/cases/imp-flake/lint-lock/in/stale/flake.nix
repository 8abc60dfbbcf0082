{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/nixos-25.05";
    moved.url = "github:new-owner/moved";
    new.url = "github:o/new";
    source = {
      url = "github:o/source";
      flake = false;
    };
    hm = {
      url = "github:nix-community/home-manager";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    same.follows = "nixpkgs";
    pinned.url = "git+https://example.org/pinned?ref=main";
  };
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
