{ registry, ... }: [ registry.a.vcs registry.a.git ]
