{ self, inputs, self', lib, ... }:
let
  inherit (self) registry;
  flake = inputs.self;
  all = { inherit (inputs.self) registry; };
in
[
  registry.q.b
  (self ? registry.q.b)
  flake.registry.q.b
  (flake.registry ? q.b)
  (with self; registry.q.b)
  (with inputs.self; [ registry.q.b registry.p.gone ])
  (with self'; registry.q.b)
  (let inherit (flake.registry) p; in (flake.registry.q.b))
  self.registry.p.lost
]
