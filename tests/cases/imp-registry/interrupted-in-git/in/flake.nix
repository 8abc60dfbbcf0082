{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imp.src = ./out;
      imp.registry.src = ./reg;
    };
}
