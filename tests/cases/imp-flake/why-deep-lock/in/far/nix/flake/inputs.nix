{
  nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
}
