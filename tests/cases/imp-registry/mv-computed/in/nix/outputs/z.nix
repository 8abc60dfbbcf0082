{ self, registry, ... }:
[
  (registry.w.__path + "/n.nix")
  "${registry.w.__path}/n.nix"
  registry.w.${self.x}
]
