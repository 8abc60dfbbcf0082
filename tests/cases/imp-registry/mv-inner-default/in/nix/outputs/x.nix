{ registry, ... }:
let
  r = registry;
  inherit (registry.lost or { x = 1; }) x;
in
[
  x
  (registry.lost or { x = 1; }).x
  (registry.a or { b = 1; }).b
  (r.a or /* none */ { }).b
  ((registry.a or { }).b or null)
]
