{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imp.registry.src = ./nix/registry;
      imp.lint.rules = {
        missing-lock = "off";
        orphan-module = "off";
        stale-flake = "off";
      };
      imp.flakeFile.enable = true;
      imp.flakeFile.coreInputs = import ./inputs.nix;
    };
}
