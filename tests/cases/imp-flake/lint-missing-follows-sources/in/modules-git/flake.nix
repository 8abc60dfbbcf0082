{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.hm.url = "git+https://github.com/nix-community/home-manager.git";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
