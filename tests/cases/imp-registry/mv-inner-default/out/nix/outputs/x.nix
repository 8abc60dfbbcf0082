{ registry, ... }:
let
  r = registry;
  inherit (registry.lost or { x = 1; }) x;
in
[
  x
  (registry.lost or { x = 1; }).x
  (registry.c.d or { b = 1; }).e
  (r.c.d or /* none */ { }).e
  ((registry.c.d or { }).e or null)
]
