# The flake's `registry`, handed on, and a module.
args@{ registry, ... }:
let
  open = { registry, ... }: registry.c;
  closed = { registry, x }: [ x registry.c ];
  whole = { registry, ... }: registry.c;
  module = { registry, ... }: { imports = [ registry.c ]; };
in
[
  (open { inherit registry; })
  (closed { inherit registry; x = registry.c; })
  (whole args)
  { imports = [ module ]; }
]
