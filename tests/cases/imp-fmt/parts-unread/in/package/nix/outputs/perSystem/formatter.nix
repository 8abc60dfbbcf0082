{ pkgs, ... }: pkgs.nixfmt-tree
