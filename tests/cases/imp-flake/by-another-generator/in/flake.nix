# DO-NOT-EDIT. This file was auto-generated using github:vic/flake-file.
# Use `nix run .#write-flake` to regenerate it.
{
  inputs.nixpkgs.url = "github:nixos/nixpkgs";
  outputs = inputs: import ./nix/flake inputs;
}
