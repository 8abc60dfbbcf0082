{
  __host = {
    system = 5;
    stateVersion = "25.05";
    user = 5;
    modules = "right";
    sinks = "a";
    bases = [ 5 ];
    hmSinks = [ ./right.nix ];
  };
  config = "x";
  extraConfig = 5;
}
