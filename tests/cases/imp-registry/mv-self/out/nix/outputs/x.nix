{ self, inputs, self', lib, ... }:
let
  r = self.registry;
  inherit (inputs.self.registry) p;
in
[
  self.registry.q.z.a
  inputs.self.registry.q.z.a
  (self.registry.q.z.a or null)
  (self.registry ? q.z.a)
  (self ? registry.q.z.a)
  r.q.z.a
  (inputs.self.registry.q.z.a)
  self'.registry.p.a
  inputs.other.registry.p.a
]
