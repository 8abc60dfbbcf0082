{
  __host = {
    system = "x86_64-linux";
    stateVersion = "25.05";
    bases = [ "modules.desktop" ];
    sinks = [ "desktop.nixos" ];
    # `outputs` asks for `disko`, which Nix finds in its own registry.
    modules = [ "@nixos-hardware.nixosModules.common-pc" "@disko.nixosModules.default" "@self.nixosModules.x" ];
  };
}
