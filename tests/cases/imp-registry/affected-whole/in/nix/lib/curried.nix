registry: registry.a.c
