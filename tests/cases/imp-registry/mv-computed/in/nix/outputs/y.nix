{ registry, lib, ... }:
[
  (../registry + "/p/a.nix")
  (with registry.p; with lib; [ a ])
]
