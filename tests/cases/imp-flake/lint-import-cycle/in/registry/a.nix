{ registry, ... }: { imports = [ ./b registry.diamond ]; }
