{
  __inputs.treefmt-nix.url = builtins.getEnv "X";
  __functor = _: { pkgs, inputs, ... }: inputs.treefmt-nix.lib.evalModule pkgs { };
}
