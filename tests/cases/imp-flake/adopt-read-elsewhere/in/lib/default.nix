{
  all = builtins.attrNames (builtins.readDir ../nix);
  lock = builtins.readFile (../. + "/flake.lock");
  below = import (../nix + "/flake");
}
