{
  inputs.nixpkgs.url = "git+ssh://git@github.com/nixos/nixpkgs.git";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs = inputs: { lib.names = builtins.attrNames inputs; };
}
