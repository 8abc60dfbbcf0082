{
  __host = {
    system = "x86_64-linux";
    stateVersion = "24.05";
    user = "alice";
    sinks = [ "desktop.nixos" ];
    bases = [ "modules.base" ];
    modules = { registry, ... }: [
      "modules.home.git"
      registry.modules.home.zsh
    ];
  };
}
