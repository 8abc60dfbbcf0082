{ pkgs, ... }: { environment.n = [ pkgs.hello "n in w" ]; }
