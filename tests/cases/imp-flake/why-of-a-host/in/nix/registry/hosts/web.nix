{
  __inputs.nixos-hardware.url = "github:nixos/nixos-hardware";

  __host = {
    system = "x86_64-linux";
    stateVersion = "25.05";
    modules = [
      "@nixos-hardware.nixosModules.common-pc"
      "@nixos-hardware-extra.nixosModules.other"
    ];
  };
}
