{ pkgs, ... }: pkgs.mk { src = ../..; }
