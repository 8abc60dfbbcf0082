inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ ];
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      header = "# SPDX-License-Identifier: MIT";
      nixConfig.extra-substituters = [ "https://y" ];
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
