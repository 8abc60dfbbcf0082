args@{ registry, self, lib, mk, ... }:
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
  (builtins.head (builtins.attrValues { inherit registry; })).a.b
  (builtins.getAttr "registry" args).a.b
  (lib.attrByPath [ "registry" "a" "b" ] null args)
  (map ({ registry, ... }: registry.a.b) [ args ])
  (let s = { inherit args; }; in s.args.registry.a.b)
]
