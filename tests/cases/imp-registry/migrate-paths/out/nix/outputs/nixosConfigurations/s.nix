{ lib, imp, registry, ... }:
lib.nixosSystem { modules = imp.imports [ registry.hm.git registry.hm.zsh ./../../registry/modules/nixos/web ]; }
