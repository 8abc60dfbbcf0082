{ pkgs, ... }: { __imputs.e.url = "github:x/e"; }
