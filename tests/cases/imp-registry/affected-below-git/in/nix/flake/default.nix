inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];
  imp = {
    src = ../outputs;
    registry.src = ../registry;
    hosts.enable = true;
  };
}
