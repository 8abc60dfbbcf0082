{ registry, pkgs, ... }: with pkgs; with registry.p; [ b hello ]
