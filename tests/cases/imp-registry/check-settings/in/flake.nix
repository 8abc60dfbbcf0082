{
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
    imp = {
      registry.src = ./reg;
      lint.excludes = [ "tests/" ];
      lint.rules.broken-reference = "warn";
    };
  };
}
