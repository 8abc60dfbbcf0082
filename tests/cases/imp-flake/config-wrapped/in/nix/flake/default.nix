inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [
    ./formatter.nix
    ./more.nix
  ];
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
