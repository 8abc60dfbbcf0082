inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];
  flake = {
    nixosConfigurations.manual = inputs.nixpkgs.lib.nixosSystem { modules = [ ../registry/p/b.nix ]; };
    checks = inputs.nixpkgs.lib.genAttrs inputs.systems.names (system: { });
  } // inputs.other.lib.outputs;
  imp = {
    src = ../outputs;
    registry.src = ../registry;
  };
}
