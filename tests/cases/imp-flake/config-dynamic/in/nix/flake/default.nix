inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    src = inputs.self + "/x";
    flakeFile = {
      enable = true;
      coreInputs = import ./inputs.nix;
      outputsFile = builtins.getEnv "X";
    };
  };
}
