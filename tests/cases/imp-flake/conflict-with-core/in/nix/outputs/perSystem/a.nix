{
  __inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-24.05";
}
