{ pkgs, self, ... }: pkgs.mk { src = self; }
