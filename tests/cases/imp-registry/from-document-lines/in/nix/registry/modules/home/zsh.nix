{
  imports = [ ./_prompt.nix ];
  programs.zsh.enable = true;
}
