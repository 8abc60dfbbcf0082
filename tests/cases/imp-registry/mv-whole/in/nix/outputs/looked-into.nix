{ imp, registry, lib, ... }:
let
  tools = registry.modules.home;
  all = registry.modules;
in
[
  tools.zsh
  all.home.zsh
  (with registry.modules.home; zsh)
  (registry.modules.home.__path + "/zsh.nix")
  (registry ? modules.home)
  (with tools; zsh)
  (imp.registry ../registry/modules).home.zsh
]
