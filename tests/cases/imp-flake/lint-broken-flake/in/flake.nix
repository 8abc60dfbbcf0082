{
  inputs.nixpkgs.url = "github:nixos/nixpkgs"
  outputs = { nixpkgs, ... }: { lib = import ./gone.nix; };
}
