{ registry, ... }: [ registry.p.a registry.p.b registry.nixos.disko registry.zz.q ]
