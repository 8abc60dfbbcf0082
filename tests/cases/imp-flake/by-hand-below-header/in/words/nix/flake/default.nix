inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ ];
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      header = "# This file is not generated";
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
