{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.hm.url = "https://github.com/nix-community/home-manager/archive/master.tar.gz";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
