{ self, inputs, lib, ... }:
lib.nixosSystem {
  modules = [
    (self + "/nix/registry/p/b.nix")
    "${inputs.self}/nix/registry/w/n.nix"
  ];
}
