{ imp, registry, ... }: imp.imports [ registry.cfg registry.unit ]
