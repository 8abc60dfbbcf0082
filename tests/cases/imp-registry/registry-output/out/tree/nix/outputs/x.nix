{ self, registry, ... }: [ self.registry.host self.registry.p.a registry.q.a ]
