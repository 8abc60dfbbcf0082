{ registry, ... }:
[
  registry.real.sub.f
  registry.via.l.sub.f
  registry.via.l.g
]
