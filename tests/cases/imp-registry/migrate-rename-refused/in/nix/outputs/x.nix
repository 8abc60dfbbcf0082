{ registry, ... }: [ registry.p.a ]
