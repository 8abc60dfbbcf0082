{ registry, ... }: registry.a.b
