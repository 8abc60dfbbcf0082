{ lib, self, ... }:
{
  # With a key a flake may import it in several places.
  default = {
    _class = "flake";
    _file = toString ./flakeModules.nix;
    key = "${toString ./flakeModules.nix}#default";

    imports = [
      ../flake-module.nix
      (
        { config, ... }:
        {
          # The programs as this flake locks them, where it has the system and nobody names others. Which options are
          # set does not depend on the system: flake-parts looks whether there is a formatter without knowing one.
          perSystem =
            { system, ... }:
            {
              imp.package = lib.mkIf (config.imp.package == null && self.packages ? ${system}) (
                lib.mkDefault self.packages.${system}.default
              );
            };
        }
      )
    ];
  };
}
