{ registry, ... }: { imports = [ registry.w.q ]; }
