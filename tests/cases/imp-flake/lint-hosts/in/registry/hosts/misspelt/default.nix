{
  __host = {
    stateversion = "25.05";
    moduels = [ ];
    extraConfig = { };
    colour = "red";
    sinks = [ ];
  };
}
