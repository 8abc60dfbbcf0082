{ registry, ... }: [ registry.p.a registry.q.b registry.nixos.disko registry.nixos.q ]
