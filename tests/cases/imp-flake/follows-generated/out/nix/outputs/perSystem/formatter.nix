{
  __inputs.treefmt-nix.url = "github:numtide/treefmt-nix";
  __inputs.treefmt-nix.inputs.nixpkgs.follows = "nixpkgs";
  __functor = _: { pkgs, inputs, ... }: inputs.treefmt-nix.lib.evalModule pkgs { };
}
