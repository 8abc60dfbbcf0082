inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
