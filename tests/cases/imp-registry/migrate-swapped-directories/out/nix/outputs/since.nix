{ imp, registry, ... }: imp registry.p
