{ lib, self, ... }:
{
  default = {
    _class = "flake";
    imports = [ ../flake-module.nix ];

    # The programs as this flake locks them, where it has the system.
    perSystem =
      { system, ... }:
      lib.optionalAttrs (self.packages ? ${system}) {
        imp.package = lib.mkDefault self.packages.${system}.default;
      };
  };
}
