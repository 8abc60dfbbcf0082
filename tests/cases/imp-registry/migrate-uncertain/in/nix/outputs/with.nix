{ registry, lib, ... }: with registry.a; with lib; [ b ]
