{ registry, ... }: registry.broken-on-purpose
