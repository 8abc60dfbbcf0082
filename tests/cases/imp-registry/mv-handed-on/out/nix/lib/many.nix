{ lib }:
let
  f = { registry, name }: [ name registry.x.y.c ];
in
{ inherit f; }
