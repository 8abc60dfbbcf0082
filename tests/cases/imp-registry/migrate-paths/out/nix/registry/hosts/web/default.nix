{
  __host = {
    system = "x86_64-linux";
    stateVersion = "24.05";
    modules = [ "hm.git" "modules.nixos.base" ];
  };
}
