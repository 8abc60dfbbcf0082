{ lib, self, ... }:
{
  default = {
    _class = "flake";
    imports = [ ../flake-module.nix ];

    # The programs as this flake locks them, where it has the system. Which options are set does not depend
    # on the system: flake-parts looks whether there is a formatter without knowing one.
    perSystem =
      { system, ... }:
      {
        imp.package = lib.mkIf (self.packages ? ${system}) (lib.mkDefault self.packages.${system}.default);
      };
  };
}
