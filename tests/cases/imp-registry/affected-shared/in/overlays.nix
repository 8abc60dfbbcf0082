{
  one = import ./one.nix;
  two = import ./two.nix;
}
