{ registry, ... }: registry.x.y.c
