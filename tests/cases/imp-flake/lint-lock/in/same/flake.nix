{
  inputs = {
    nixpkgs = {
      type = "github";
      owner = "NixOS";
      repo = "nixpkgs";
      ref = "nixos-25.05";
    };
    query.url = "github:o/query?ref=main&dir=sub"; # right: stale-lock
    source.url = "github:o/source";
    source.flake = false;
    hm.url = "github:nix-community/home-manager";
    hm.inputs.nixpkgs.follows = "nixpkgs";
    hm.inputs.gone.follows = "";
    dropped.follows = "";
    indirect.url = "nixpkgs";
    pinned.url = "git+https://example.org/pinned?ref=main";
  };
  outputs =
    { asked-for, ... }@inputs:
    {
      lib.names = builtins.attrNames inputs;
    };
}
