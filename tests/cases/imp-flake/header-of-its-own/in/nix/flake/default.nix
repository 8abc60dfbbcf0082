inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      header = ''
        # Ours.

        # All of it.
      '';
      description = "A \"quoted\" \${description}";
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
