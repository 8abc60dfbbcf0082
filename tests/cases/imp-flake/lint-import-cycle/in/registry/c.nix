{ registry, ... }: { imports = [ registry.a ]; }
