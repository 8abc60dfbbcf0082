{
  __inputs.treefmt-nix.url = "github:numtide/${builtins.currentSystem}";
  __functor = _: { pkgs, inputs, ... }: inputs.treefmt-nix.lib.evalModule pkgs { };
}
