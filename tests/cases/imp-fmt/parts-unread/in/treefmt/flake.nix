{
  inputs.treefmt-nix.url = "github:numtide/treefmt-nix";
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imp.src = ./nix/outputs;
    };
}
