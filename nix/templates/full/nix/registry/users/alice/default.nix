{ imp, registry, ... }:
{
  imports = imp.imports [
    registry.modules.home.features.shell
    registry.modules.home.features.devTools
    (imp.configTree ./.)
  ];

  home.username = "alice";
  home.homeDirectory = "/home/alice";

  # The command `home-manager`, where the home is on its own.
  programs.home-manager.enable = true;
  home.stateVersion = "24.05";
}
