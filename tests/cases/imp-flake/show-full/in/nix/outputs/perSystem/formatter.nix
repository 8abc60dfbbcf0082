# An input that only this file needs is declared here, not in flake.nix.
{
  __inputs.treefmt-nix.url = "github:numtide/treefmt-nix";
  __inputs.treefmt-nix.inputs.nixpkgs.follows = "nixpkgs";

  __functor =
    _:
    { pkgs, inputs, ... }:
    inputs.treefmt-nix.lib.evalModule pkgs {
      projectRootFile = "flake.nix";
      programs.nixfmt.enable = true;
    };
}
