{ registry, lib, ... }:
[
  (registry.p.c or registry.p.x)
  (if registry ? p.d.e then registry.p.d.e else registry.p.d.f)
  (registry.v.n or null)
]
