{ registry, ... }: { imports = [ registry.modules.base }
