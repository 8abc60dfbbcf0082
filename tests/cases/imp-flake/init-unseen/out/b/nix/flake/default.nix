inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];

  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "aarch64-darwin"
  ];

  imp = {
    src = ../outputs;

    flakeFile = {
      enable = true;
      description = "A program, its shell and its checks";
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
