inputs:
inputs.imp.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    registry.src = ../registry;
    hosts.enable = true;
  };
}
