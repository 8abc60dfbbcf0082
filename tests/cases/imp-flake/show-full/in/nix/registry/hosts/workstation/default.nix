# A host as data: imp turns it into nixosConfigurations.workstation.
{
  __inputs.nixos-hardware.url = "github:nixos/nixos-hardware";

  __host = {
    system = "x86_64-linux";
    stateVersion = "24.05";
    user = "alice";
    sinks = [ "desktop.nixos" ];
    hmSinks = [ "desktop.home" ];
    modules = [
      "modules.nixos.base"
      "modules.nixos.features.ssh"
      "@nixos-hardware.nixosModules.common-pc-ssd"
    ];
  };

  config = ./config;

  extraConfig = {
    users.users.alice.isNormalUser = true;
  };
}
