{
  outputs = _: {
    nixosModules.default = import ./module.nix;
    lib = import ./lib;
  };
}
