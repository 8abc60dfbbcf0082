{
  self,
  argument,
  inputs,
  lib,
  ...
}:
{
  imports = [
    argument.nixosModules.default
    inputs.selected.nixosModules.default
  ];
  nix.registry.x.flake = self.inputs.through-self;
  environment.etc.y.source = lib.getAttr "named" self.inputs;
}
