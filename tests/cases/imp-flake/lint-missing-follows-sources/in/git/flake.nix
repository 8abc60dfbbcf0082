{
  inputs.nixpkgs.url = "git+https://github.com/NixOS/nixpkgs?ref=nixos-25.05&shallow=1";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
