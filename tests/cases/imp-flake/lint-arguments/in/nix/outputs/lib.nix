{
  # No function: nothing calls it with the arguments of the flake.
  shell = { pkgs, treefmt-nix }: pkgs.mkShell { };
}
