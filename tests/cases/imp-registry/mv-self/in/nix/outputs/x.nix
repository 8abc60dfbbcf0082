{ self, inputs, self', lib, ... }:
let
  r = self.registry;
  inherit (inputs.self.registry) p;
in
[
  self.registry.p.a
  inputs.self.registry.p.a
  (self.registry.p.a or null)
  (self.registry ? p.a)
  (self ? registry.p.a)
  r.p.a
  p.a
  self'.registry.p.a
  inputs.other.registry.p.a
]
