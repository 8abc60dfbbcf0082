{ registry, ... }: import registry.p.l
