{ registry, lib, ... }:
[
  (registry.p.c or registry.p.a)
  (if registry ? p.d.e then registry.p.d.e else registry.p.b)
  (registry.v.n or null)
]
