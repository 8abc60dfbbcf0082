{
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imp.src = ./outputs;
      flake.devShells.default = { };
    };
}
