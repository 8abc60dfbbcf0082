{
  __inputs.disko.url = "github:nix-community/disko";
}
