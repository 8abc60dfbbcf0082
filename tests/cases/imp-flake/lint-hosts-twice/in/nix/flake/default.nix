inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    registry.src = ../registry;
    hosts.enable = true;
  };
}
