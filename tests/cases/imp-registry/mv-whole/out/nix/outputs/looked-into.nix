{ imp, registry, lib, ... }:
let
  tools = registry.modules.users;
  all = registry.modules;
in
[
  tools.zsh
  all.users.zsh
  (with registry.modules.users; zsh)
  (registry.modules.users.__path + "/zsh.nix")
  (registry ? modules.users)
  (with tools; zsh)
  (imp.registry ../registry/modules).users.zsh
]
