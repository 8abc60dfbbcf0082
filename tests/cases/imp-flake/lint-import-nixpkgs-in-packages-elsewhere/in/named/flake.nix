{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  outputs = inputs: import ./outputs.nix inputs;
}
