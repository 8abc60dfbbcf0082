{ registry, self, lib, mk, ... }:
[
  (import (./. + "/${self.x}.nix") { inherit registry; })
  (mk registry)
  (mk registry.x.y)
  (builtins.getAttr self.x registry)
  (import ../lib/one.nix { r = registry; })
  (builtins.attrNames registry)
  (lib.id registry).a.b
  (builtins.head [ registry ]).a.b
  (builtins.head [ registry.x.y ]).b
  (let f = x: x.s.registry.a.b; in f { s = { inherit registry; }; })
  ({ inherit registry; }.registry.a.b)
  (let l = [ registry.x.y ]; in (builtins.head l).b)
  (if self ? x then registry else { }).a.b
]
