{ registry, ... }: with registry.nixos; [ disko ]
