{
  outputs = _: { lib = import ./lib/used.nix; };
}
