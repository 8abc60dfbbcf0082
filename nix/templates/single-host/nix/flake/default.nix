inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];

  systems = [
    "x86_64-linux"
    "aarch64-linux"
  ];

  imp = {
    src = ../outputs;

    # Modules may declare inputs, too.
    scan.src = [ ../modules ];

    flakeFile = {
      enable = true;
      description = "A machine and the home on it";
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
