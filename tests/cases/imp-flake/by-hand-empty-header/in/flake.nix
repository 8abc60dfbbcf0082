{
  nixConfig.extra-substituters = [ "https://cache.example.org" ];
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  outputs = inputs: import ./nix/flake inputs;
}
