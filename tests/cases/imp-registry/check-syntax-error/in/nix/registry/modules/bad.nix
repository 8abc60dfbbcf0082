{ registry, ... }: { imports = [ registry.modules.nope }
