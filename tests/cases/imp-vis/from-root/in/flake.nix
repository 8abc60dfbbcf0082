{
  outputs =
    { self, ... }@inputs:
    {
      one = import (self + /m/one.nix);
      module = import ./module.nix { flake = { inherit inputs; }; };
    };
}
