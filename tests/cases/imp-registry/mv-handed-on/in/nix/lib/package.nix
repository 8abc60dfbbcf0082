{ stdenv, registry }: stdenv registry.a.b
