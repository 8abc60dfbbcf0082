{
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.imp.url = "github:imp-nix/imp";
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ inputs.imp.flakeModules.default ];
      imp = {
        src = ./outputs;
        registry.src = ./registry;
        hosts.enable = true;
      };
    };
}
