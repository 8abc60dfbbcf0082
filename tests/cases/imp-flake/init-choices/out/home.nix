# The home of bob: part of the machine, and the same on its own.
{ pkgs, ... }:
{
  home.username = "bob";
  home.homeDirectory = "/home/bob";

  # The command `home-manager`, where the home is on its own.
  programs.home-manager.enable = true;
  home.packages = [ pkgs.hello ];

  programs.git.enable = true;

  # The release that the home was made with; it stays.
  home.stateVersion = "25.11";
}
