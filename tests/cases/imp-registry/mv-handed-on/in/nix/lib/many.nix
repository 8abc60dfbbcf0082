{ lib }:
let
  f = { registry, name }: [ name registry.a.b ];
in
{ inherit f; }
