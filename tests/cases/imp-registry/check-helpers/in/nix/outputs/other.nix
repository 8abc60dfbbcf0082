# Somebody else's `registry`: what the calls say, what packages have, and what stands in a list.
{ lib, pkgs, config, ... }:
let
  given = { registry, ... }: { x = registry.a.b; y = registry.host; };
  inherited = { registry, ... }: registry.host;
  iterated = _: { registry, ... }: registry.host;
  packaged = { registry, ... }: registry.host;
in
[
  (given { registry.a.b = "docker"; registry.host = "h"; })
  (inherited { inherit (config) registry; })
  (lib.mapAttrsToList iterated { })
  (pkgs.callPackage packaged { })
  (pkgs.callPackage ({ stdenv, registry, ... }: registry.host) { })
  (lib.makeOverridable ({ registry, ... }: registry.host) { registry = pkgs.x; })
  rec {
    f = { registry ? { host = "a"; }, name }: registry.host;
    g = f { name = "x"; };
  }
]
