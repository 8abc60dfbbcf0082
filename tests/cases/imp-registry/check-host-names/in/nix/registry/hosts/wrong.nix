{
  __host = {
    system = "x86_64-linux";
    stateVersion = "25.05";
    /* 😀 */ sinks = [ "desktop.nixso" ];
    hmSinks = [ "desktop.hom" "servers" ];
    modules = { registry, ... }: [ "@nixos-hardwear.nixosModules.common-pc" registry.modules.desktop ];
  };
  extraConfig = { inputs, ... }: { imports = [ inputs.nixos-hardwear.nixosModules.common-pc ]; };
}
