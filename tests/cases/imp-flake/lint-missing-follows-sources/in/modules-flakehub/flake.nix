{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.hm.url = "https://flakehub.com/f/nix-community/home-manager/0.1";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
