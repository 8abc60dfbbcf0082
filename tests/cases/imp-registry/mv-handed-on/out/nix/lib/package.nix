{ stdenv, registry }: stdenv registry.x.y.c
