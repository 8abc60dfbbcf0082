# The flake's `registry`, handed on, and a module.
args@{ registry, ... }:
let
  open = { registry, ... }: registry.a.b;
  closed = { registry, x }: [ x registry.a.b ];
  whole = { registry, ... }: registry.a.b;
  module = { registry, ... }: { imports = [ registry.a.b ]; };
in
[
  (open { inherit registry; })
  (closed { inherit registry; x = registry.a.b; })
  (whole args)
  { imports = [ module ]; }
]
