{ pkgs, ... }: pkgs.callPackage ../pk { }
