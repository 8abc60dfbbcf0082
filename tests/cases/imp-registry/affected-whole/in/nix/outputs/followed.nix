{ registry, ... }: let f = r: r.a.b; in f registry
