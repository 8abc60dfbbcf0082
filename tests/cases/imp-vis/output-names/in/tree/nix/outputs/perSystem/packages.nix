{ pkgs, ... }: { deploy = pkgs.hello; }
