{
  __inputs.disko = {
    url = "path:\${HOME}";
    inputs."nix pkgs".follows = "nixpkgs";
    inputs."in".follows = "nixpkgs";
  };
}
