inputs:
inputs.imp.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    registry.src = ../registry;
    registry.modules."nixos.disko" = inputs.disko.nixosModules.default;
  };
}
