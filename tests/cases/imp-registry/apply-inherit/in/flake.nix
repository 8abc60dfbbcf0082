{
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
    imp.registry.src = ./reg;
  };
}
