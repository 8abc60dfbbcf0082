{
  __host = {
    system = "x86_64-linux";
    stateVersion = "24.05";
    bases = [ "modules.nixos" ];
    sinks = [ "desktop.nixos" "nowhere" ];
    modules = [ "modules.nixos.ssh" "@disko.nixosModules.disko" ];
    user = "ann";
  };
  config = ./config;
}
