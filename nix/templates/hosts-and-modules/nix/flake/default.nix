inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];

  systems = [
    "x86_64-linux"
    "aarch64-linux"
  ];

  imp = {
    src = ../outputs;
    registry.src = ../registry;

    flakeFile = {
      enable = true;
      description = "Machines, what they share, and who uses them";
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
