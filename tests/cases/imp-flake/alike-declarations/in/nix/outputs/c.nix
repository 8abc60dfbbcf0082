{
  __inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
}
