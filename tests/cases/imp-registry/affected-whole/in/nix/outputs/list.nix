{ registry, imp, ... }: imp.imports [ registry ]
