{
  imports = [ ./home/_prompt.nix ];
  programs.zsh.enable = true;
}
