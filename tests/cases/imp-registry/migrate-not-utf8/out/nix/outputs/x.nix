{ registry, ... }: [ registry.a.vcs registry.a.zsh ]
