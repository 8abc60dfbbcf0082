{ self, inputs, ... }:
[
  (self + "/nix/registry/w/o.nix")
  "${self}/nix/registry/w/o.nix"
  (import "${inputs.self}/nix/registry/w/o.nix")
  (inputs.self.outPath + "/nix/registry/w")
]
