{ registry, ... }:
let
  inherit (registry.p) "b";
in
[
  (registry.p).a
  (with registry; p).a
  b
]
