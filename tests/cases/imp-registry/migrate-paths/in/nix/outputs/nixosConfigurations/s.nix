{ lib, imp, registry, ... }:
lib.nixosSystem { modules = imp.imports [ registry.modules.home.git registry.modules.home.zsh ./../../registry/modules/nixos/web ]; }
