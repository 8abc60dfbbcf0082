{ registry, ... }:
let
  inherit ({ b = registry.p."c"; }) "b";
in
[
  (registry.top)
  (registry.top)
  b
]
