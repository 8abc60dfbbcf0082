{ registry, pkgs, ... }: with pkgs; with registry.p; [ a c ]
