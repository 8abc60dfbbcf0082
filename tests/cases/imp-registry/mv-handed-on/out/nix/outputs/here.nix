args@{ registry, lib, pkgs, ... }:
let
  mk = registry: [ registry.x.y.c ];
  short = r: r.x.y.c;
  part = a: a.c;
  s = { inherit registry; deep = { inherit registry; }; };
  helpers.list = { r, n }: [ n r.x.y.c ];
in
[
  (({ registry, ... }: { x = registry.x.y.c; }) { inherit registry; })
  (({ registry, ... }: registry.x.y.c) args)
  (({ registry, ... }: registry.x.y.c) (args // { n = 1; }))
  (pkgs.callPackage ({ stdenv, registry, ... }: registry.x.y.c) { inherit registry; })
  (lib.makeOverridable ({ registry, ... }: registry.x.y.c) { inherit registry; })
  (mk registry)
  (short registry)
  (part registry.x.y)
  s.registry.x.y.c
  s.deep.registry.x.y.c
  (helpers.list { r = registry; n = 1; })
  (registry |> (r: r.x.y.c))
  (import ../lib/one.nix { inherit registry; })
  (pkgs.callPackage ../lib/package.nix { inherit registry; })
  ((import ../lib/many.nix { inherit lib; }).f { inherit registry; name = "n"; })
]
