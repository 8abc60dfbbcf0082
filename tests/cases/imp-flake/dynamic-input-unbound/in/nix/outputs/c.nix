{
  __inputs = import ./missing.nix;
}
