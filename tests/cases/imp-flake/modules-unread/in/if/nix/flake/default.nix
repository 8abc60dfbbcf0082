inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ ] ++ (if inputs ? x then [ ] else [ ../mods/m.nix ]);
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
