{ registry, ... }: [ registry.a.b ]
