{
  outputs =
    { nixpkgs, ... }:
    let
      load = import ./lib/load.nix;
    in
    {
      loaded = load ./m;
      named = load { dir = ./named; };
      package = nixpkgs.callPackage ./p { };
      built = nixpkgs.mkDerivation { src = ./build; };
      self = import ./self.nix;
    };
}
