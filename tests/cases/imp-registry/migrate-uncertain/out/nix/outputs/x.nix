{ registry, lib, self, mk, ... }@args:
[
  registry.z.e
  registry.z.${self.x}
  ../registry/z/${self.x}.nix
  (registry.z.__path + "/b.nix")
  (mk registry)
  (mk registry.z)
  (lib.id args).registry.a.b
]
