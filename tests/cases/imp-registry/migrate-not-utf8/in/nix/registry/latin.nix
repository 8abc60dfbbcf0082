{ registry, ... }: [ registry.a.git ] # café
