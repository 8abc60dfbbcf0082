{ self, ... }:
map (name: [
  ../registry/g/${name}.nix
  (import (../registry/g + "/${name}.txt"))
  "${self}/nix/registry/g/${name}/default.nix"
]) [ ]
