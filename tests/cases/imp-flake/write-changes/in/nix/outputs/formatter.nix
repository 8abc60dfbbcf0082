{
  __inputs.treefmt-nix.url = "github:numtide/treefmt-nix/main";
  __functor = _: { pkgs, inputs, ... }: inputs.treefmt-nix.lib.evalModule pkgs { };
}
