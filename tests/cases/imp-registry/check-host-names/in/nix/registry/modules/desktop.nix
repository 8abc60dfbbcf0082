{
  __exports.desktop.nixos.value = { services.xserver.enable = true; };
  __exports.desktop.home.value = { programs.kitty.enable = true; };
}
