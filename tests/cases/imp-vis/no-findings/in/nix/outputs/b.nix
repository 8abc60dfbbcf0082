{ registry, ... }: registry.gone
