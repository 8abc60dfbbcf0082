{ outputs = { imp, ... }: let registry = imp.registry ./modules; in [ registry.a registry.b.c ]; }
