{ registry, ... }: [ registry.modules.a ]
