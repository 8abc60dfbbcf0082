{
  outputs =
    inputs:
    inputs.imp.lib.mkFlake { inherit inputs; } {
      imp.src = ./outputs;
      imp.registry.src = ./registry;
    };
}
