{ registry, ... }: [ registry.p.c ]
