# `nix develop`, or direnv with .envrc
{
  pkgs,
  self',
  imp,
  ...
}:
{
  default = pkgs.mkShell {
    packages = [
      pkgs.git
      self'.packages.greet
    ];
    # The parts in `shellHook.d`, in order of their names.
    shellHook = (imp.fragments ./shellHook.d).asString;
  };
}
