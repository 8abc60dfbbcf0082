inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      coreInput = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
