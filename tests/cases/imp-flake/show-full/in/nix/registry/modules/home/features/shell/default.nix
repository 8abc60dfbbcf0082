# With a `default.nix` the directory is one module, which says itself what belongs to it.
{
  imports = [
    ./prompt.nix
    ./zsh.nix
  ];
}
