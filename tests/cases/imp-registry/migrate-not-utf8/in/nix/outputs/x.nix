{ registry, ... }: [ registry.a.git registry.a.zsh ]
