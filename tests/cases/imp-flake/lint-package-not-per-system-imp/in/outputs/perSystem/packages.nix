{ pkgs, ... }: { world = pkgs.hello; }
