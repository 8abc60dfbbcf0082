{ registry, ... }: import registry.users
