{ registry, ... }: [ registry.a.b ] # café
