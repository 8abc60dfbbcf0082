{ registry, lib, ... }: lib.mapAttrs (_: m: m.a) { inherit registry; }
