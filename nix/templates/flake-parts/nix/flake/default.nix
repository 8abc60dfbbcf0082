inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  # Modules of flake-parts as ever, and imp is one of them.
  imports = [
    inputs.imp.flakeModules.default
    ../parts/shell.nix
  ];

  systems = [
    "x86_64-linux"
    "aarch64-linux"
  ];

  imp = {
    src = ../outputs;
    registry.src = ../registry;

    # Machines that declare themselves with `__host` become nixosConfigurations.
    hosts.enable = true;

    flakeFile = {
      enable = true;
      description = "Modules of flake-parts, and machines that declare themselves";
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
