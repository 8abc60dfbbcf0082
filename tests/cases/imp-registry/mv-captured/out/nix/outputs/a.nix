{ registry, pkgs, ... }: with pkgs; with registry.p; [ free c ]
