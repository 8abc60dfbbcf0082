{
  inputs.clan-core.url = "github:clan-lol/clan-core"; # right: missing-follows
  inputs.srvos.url = "github:nix-community/srvos"; # right: missing-follows
  inputs.nixpkgs.follows = "clan-core/nixpkgs";
  inputs.nixpkgs-unstable.follows = "srvos/nixpkgs";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
