# Without a `default.nix` the directory is a registry node: `imp.imports` takes every file in it.
{
  programs.direnv = {
    enable = true;
    nix-direnv.enable = true;
  };
}
