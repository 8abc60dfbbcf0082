{
  __host = {
    system = "x86_64-linux";
    stateVersion = "25.05";
    sinks = [ "desktop.nixos" "desktop.nixso" "audio" "desktop" ];
  };
}
