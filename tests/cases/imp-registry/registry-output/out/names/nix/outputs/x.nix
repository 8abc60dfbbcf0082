{ self, ... }:
let
  r = self.registry;
  inherit (self.registry) own;
in
[
  self.registry.q.z.a
  self.registry.p.gone
  self.registry.own
  self.registry.other.thing
  r.own
  own
  (with self.registry; [ q.z.a own ])
  (self.registry ? own)
]
