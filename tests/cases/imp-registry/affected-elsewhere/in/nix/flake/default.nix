inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];
  flake.nixosConfigurations.manual = inputs.nixpkgs.lib.nixosSystem { };
  imp = {
    src = ../outputs;
    registry.src = ../registry;
  };
}
