{ registry, ... }: with registry.w; [ m n ]
