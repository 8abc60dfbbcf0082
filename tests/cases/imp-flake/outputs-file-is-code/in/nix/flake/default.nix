inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      coreInputs = import ./inputs.nix;
      outputsFile = "./x inputs; evil = 1; y = import ./z";
    };
  };
}
