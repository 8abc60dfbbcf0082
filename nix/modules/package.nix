# `imp.package`: where the programs come from.
{
  config,
  flake-parts-lib,
  lib,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.imp;
in
{
  options.imp.package = mkOption {
    type = types.nullOr (types.either types.package (types.functionTo types.package));
    default = null;
    defaultText = lib.literalMD "the package of imp's own flake for each system";
    example = lib.literalExpression "pkgs: pkgs.imp-flake";
    description = ''
      The package with `bin/imp-flake`, `bin/imp-registry`, `bin/imp-vis` and `bin/imp-fmt`, or a function from
      `pkgs` to it.
    '';
  };

  options.perSystem = flake-parts-lib.mkPerSystemOption (
    { pkgs, ... }:
    {
      options.imp.package = mkOption {
        type = types.package;
        default =
          if lib.isFunction cfg.package && !lib.isDerivation cfg.package then
            cfg.package pkgs
          else if cfg.package != null then
            cfg.package
          else
            (import ../packages.nix { inherit pkgs; }).default;
        defaultText = lib.literalMD "the flake's own `imp.package`";
        example = lib.literalExpression "inputs'.imp.packages.default";
        description = "The package with the programs, for this system.";
      };
    }
  );
}
