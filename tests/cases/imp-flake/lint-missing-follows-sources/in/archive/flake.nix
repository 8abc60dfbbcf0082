{
  inputs.nixpkgs.url = "https://github.com/NixOS/nixpkgs/archive/nixos-25.05.tar.gz";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
