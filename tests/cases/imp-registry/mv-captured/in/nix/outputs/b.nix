{ registry, pkgs, ... }: with pkgs; with registry; [ w.n q ]
