{ pkgs, treefmt-nix, ... }:
(treefmt-nix.lib.evalModule pkgs { }).config.build.wrapper
