{ registry, image }: "${registry.host}/${registry.a.b}/${image}"
