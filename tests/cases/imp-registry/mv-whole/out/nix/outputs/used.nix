{ imp, registry, lib, ... }:
let
  tools = registry.modules.users;
  inherit (registry.modules) nixos;
in
[
  (imp registry.modules.users)
  (imp.imports [ tools ])
  (lib.attrValues registry.modules)
  (lib.mapAttrs (_: import) nixos)
  registry.modules.users.__path
  ./../registry/modules/users
  (imp.configTree registry.cfg)
  {
    imports = imp.imports (lib.attrValues registry.modules.users);
    home = (registry.modules.users);
  }
]
