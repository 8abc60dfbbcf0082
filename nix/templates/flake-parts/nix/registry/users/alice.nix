# The home of alice: part of a machine, and the same on its own.
{ imp, registry, ... }:
{
  imports = imp.imports [ registry.modules.home ];

  home.username = "alice";
  home.homeDirectory = "/home/alice";

  # The command `home-manager`, where the home is on its own.
  programs.home-manager.enable = true;

  # The release that the home was made with; it stays.
  home.stateVersion = "25.11";
}
