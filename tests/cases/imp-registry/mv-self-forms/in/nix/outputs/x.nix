{ self, inputs, self', lib, ... }:
let
  inherit (self) registry;
  flake = inputs.self;
  all = { inherit (inputs.self) registry; };
in
[
  registry.p.a
  (self ? registry.p.a)
  flake.registry.p.a
  (flake.registry ? p.a)
  (with self; registry.p.a)
  (with inputs.self; [ registry.p.a registry.p.gone ])
  (with self'; registry.p.a)
  (let inherit (flake.registry) p; in p.a)
  self.registry.p.lost
]
