{ registry, ... }: { imports = [ registry.modules.named ]; }
