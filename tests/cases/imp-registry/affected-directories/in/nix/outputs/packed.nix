{ pkgs, ... }: pkgs.mk { src = ../pk; }
