{
  __inputs.disko = { # right: input-conflict
    url = "github:nix-community/disko";
    inputs.nixpkgs.follows = "nixpkgs";
  };
}
