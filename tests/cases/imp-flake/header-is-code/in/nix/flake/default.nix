inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      header = "# fine\n{ evil = 1; }";
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
