inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    flakeFile = {
      header = "# My flake";
      description = "The new one";
      enable = true;
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
