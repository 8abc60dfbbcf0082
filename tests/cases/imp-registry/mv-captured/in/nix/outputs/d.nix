{ registry, ... }: with registry.p; with registry.w; [ b m ]
