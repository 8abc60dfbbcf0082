args@{ registry, lib, pkgs, ... }:
let
  mk = registry: [ registry.a.b ];
  short = r: r.a.b;
  part = a: a.b;
  s = { inherit registry; deep = { inherit registry; }; };
  helpers.list = { r, n }: [ n r.a.b ];
in
[
  (({ registry, ... }: { x = registry.a.b; }) { inherit registry; })
  (({ registry, ... }: registry.a.b) args)
  (({ registry, ... }: registry.a.b) (args // { n = 1; }))
  (pkgs.callPackage ({ stdenv, registry, ... }: registry.a.b) { inherit registry; })
  (lib.makeOverridable ({ registry, ... }: registry.a.b) { inherit registry; })
  (mk registry)
  (short registry)
  (part registry.a)
  s.registry.a.b
  s.deep.registry.a.b
  (helpers.list { r = registry; n = 1; })
  (registry |> (r: r.a.b))
  (import ../lib/one.nix { inherit registry; })
  (pkgs.callPackage ../lib/package.nix { inherit registry; })
  ((import ../lib/many.nix { inherit lib; }).f { inherit registry; name = "n"; })
]
