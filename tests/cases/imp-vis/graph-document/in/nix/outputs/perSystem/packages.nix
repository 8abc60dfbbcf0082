{ pkgs, self, ... }: { hello = pkgs.hello; }
