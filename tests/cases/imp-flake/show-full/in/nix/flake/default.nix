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
    registry.migratePaths = [
      ../outputs
      ../registry
    ];

    # Hosts that declare themselves with `__host` become nixosConfigurations.
    hosts.enable = true;

    flakeFile = {
      enable = true;
      description = "NixOS and Home Manager configurations";
      coreInputs = import ./inputs.nix;
      outputsFile = "./nix/flake";
    };
  };
}
