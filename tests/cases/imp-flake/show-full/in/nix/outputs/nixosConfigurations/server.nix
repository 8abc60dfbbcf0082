# A host written out by hand. For one that declares itself, see registry/hosts/workstation.
{
  lib,
  inputs,
  imp,
  registry,
  ...
}:
lib.nixosSystem {
  system = "x86_64-linux";
  specialArgs = { inherit inputs imp registry; };
  modules = imp.imports [
    registry.hosts.server
    registry.modules.nixos.base
    registry.modules.nixos.features.secrets
    registry.modules.nixos.features.ssh
  ];
}
