inputs:
inputs.imp.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    registry.src = ../registry;
    registry.modules."nixos.disk" = inputs.disko.nixosModules.default;
  };
}
