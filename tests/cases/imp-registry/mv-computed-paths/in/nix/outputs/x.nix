{ self, ... }:
map (name: [
  ../registry/a/${name}.nix
  (import (../registry/a + "/${name}.txt"))
  "${self}/nix/registry/a/${name}/default.nix"
]) [ ]
