{ imp, registry, ... }: imp.mergeConfigTrees [ registry.cfg ]
