{
  __inputs = {
    disko = {
      url = "github:nix-community/disko/v1";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };
}
