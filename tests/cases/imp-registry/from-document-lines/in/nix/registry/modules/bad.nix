{ registry, name, ... }:
let
  old = registry.modules.hom;
in
{
  imports = [
    /* 🦀🦀 */ registry.modules.home.gti
    registry.hosts.server.hardware
    registry.modules.twice
    registry.git
    old.git
    (registry.modules.home.nix or { })
    registry.modules.home.${name}
    registry.modules.nope.${name}
  ];
  inherit (registry.nowhere) a b;
}
