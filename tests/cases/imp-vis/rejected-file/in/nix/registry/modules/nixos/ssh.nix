{ registry, ... }: { imports = [ registry.modules.nixos.base
