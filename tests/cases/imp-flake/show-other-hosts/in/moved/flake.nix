{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  outputs = inputs: import ./nix/flake inputs;
}
