{ registry, lib, ... }: with registry; with lib; [ w.m ]
