{ registry, lib, self, mk, ... }@args:
[
  registry.a.b
  registry.a.${self.x}
  ../registry/a/${self.x}.nix
  (registry.a.__path + "/b.nix")
  (mk registry)
  (mk registry.a)
  (lib.id args).registry.a.b
]
