{ registry, ... }: { imports = [ registry.w.m ]; }
