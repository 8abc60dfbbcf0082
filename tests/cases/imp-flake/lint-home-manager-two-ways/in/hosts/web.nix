{
  home-manager.users.alice = import ../home/server.nix;
  home-manager.users.bob = {
    imports = [ ../home/bob.nix ];
  };
  home-manager.users.erin = import ../home/server.nix;
  home-manager.users.frank = import ../home/server.nix;
  home-manager.users.carol = ../home/server.nix;
}
