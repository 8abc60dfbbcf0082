{
  outputs = _: { nixosModules.cafe = ./cafe.nix; };
}
