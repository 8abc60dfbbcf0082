{
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.maker.url = "github:example/maker";

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      systems = [ "x86_64-linux" ];
      imports = [ inputs.maker.flakeModules.default ];
    };
}
