{
  __host = {
    system = "x86_64-linux";
    stateVersion = "25.05";
    sinks = [ "desktop" ]; # right: unknown-sink
  };
}
