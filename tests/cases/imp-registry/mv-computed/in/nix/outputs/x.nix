{ self, inputs, ... }:
[
  (self + "/nix/registry/w/m.nix")
  "${self}/nix/registry/w/m.nix"
  (import "${inputs.self}/nix/registry/w/m.nix")
  (inputs.self.outPath + "/nix/registry/w")
]
