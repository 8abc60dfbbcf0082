inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ ];
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      header = "# SPDX-License-Identifier: MIT";
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
