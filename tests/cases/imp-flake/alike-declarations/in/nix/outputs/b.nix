{
  __inputs.disko.inputs.nixpkgs.follows = "nix" + "pkgs";
  __inputs.disko.url = "github:nix-community/${"disko"}";
}
