# A machine as data: imp makes `nixosConfigurations.laptop` of it.
{
  __host = {
    system = "x86_64-linux";
    stateVersion = "25.11";
    user = "alice";
    modules = [
      "modules.nixos.common"
      "modules.nixos.features.desktop"
      "modules.nixos.features.secrets"
    ];
  };

  config = ./config;
}
