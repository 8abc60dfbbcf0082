{
  inputs = {
    agenix.url = "github:ryantm/agenix";
    flake-parts.url = "github:hercules-ci/flake-parts";
    treefmt-nix.url = "github:numtide/treefmt-nix";
  };
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imp = {
        src = ./nix/outputs;
        args = {
          inherit (inputs) agenix;
          domain = "example.org";
        };
      };
    };
}
