{
  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ inputs.imp.flakeModules.default ];
      imp.registry = {
        src = ./registry;
        modules = {
          "hardware" = inputs.hardware.nixosModules.common;
          "hardware.laptop" = inputs.hardware.nixosModules.laptop;
          "nixos.base" = inputs.base.nixosModules.default; # right: name-collision
          "nixos.desktop.fonts" = inputs.fonts.nixosModules.default;
          "nixos.disko" = inputs.disko.nixosModules.default;
          nixos.disko = inputs.disko.nixosModules.disko;
        };
      };
    };
}
