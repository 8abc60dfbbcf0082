{ pkgs, ... }: { environment.m = [ pkgs.hello "m in w" ]; }
