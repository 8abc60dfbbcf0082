# One feature, two sides: the system and the home of whoever uses it.
{
  __exports.desktop.nixos.value = {
    services.desktopManager.gnome.enable = true;
    services.displayManager.gdm.enable = true;
  };

  __exports.desktop.home.value = {
    dconf.settings."org/gnome/desktop/interface".color-scheme = "prefer-dark";
  };
}
