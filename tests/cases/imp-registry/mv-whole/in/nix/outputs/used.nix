{ imp, registry, lib, ... }:
let
  tools = registry.modules.home;
  inherit (registry.modules) nixos;
in
[
  (imp registry.modules.home)
  (imp.imports [ tools ])
  (lib.attrValues registry.modules)
  (lib.mapAttrs (_: import) nixos)
  registry.modules.home.__path
  ./../registry/modules/home
  (imp.configTree registry.cfg)
  {
    imports = imp.imports (lib.attrValues registry.modules.home);
    inherit (registry.modules) home;
  }
]
