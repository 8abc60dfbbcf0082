{ registry, self, mk, ... }:
[
  (import (./. + "/${self.x}.nix") { inherit registry; })
  (mk registry)
  (mk registry.x.y)
  (builtins.getAttr self.x registry)
  (import ../lib/one.nix { r = registry; })
  (builtins.attrNames registry)
]
