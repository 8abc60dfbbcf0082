inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  systems = [ "x86_64-linux" ];
  imp = {
    src = ../outputs;
    registry.src = ../registry;
    flakeFile = {
      enable = true;
      coreInputs.flake-parts.url = "github:hercules-ci/flake-parts";
      outputsFile = "./nix/flake";
    };
    lint.rules = {
      hidden-declaration = "error";
      broken-reference = "warn";
    };
  };
}
