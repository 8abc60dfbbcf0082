# `modules/home` has no `default.nix`, so users take every file in it at once.
{
  programs.direnv = {
    enable = true;
    nix-direnv.enable = true;
  };
  programs.git.enable = true;
}
