{ self, ... }:
let
  r = self.registry;
  inherit (self.registry) own;
in
[
  self.registry.p.a
  self.registry.p.gone
  self.registry.own
  self.registry.other.thing
  r.own
  own
  (with self.registry; [ p.a own ])
  (self.registry ? own)
]
