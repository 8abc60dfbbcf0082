{
  home-manager.users.ann = { imports = [ ./below.nix ]; };
}
