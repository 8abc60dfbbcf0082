# Room for the user's own `lib` beside `lib.imp`: an output without an option has one definition only. It is
# declared where `imp.expose` puts something there, and not else: others may declare it, too.
{
  flake-parts-lib,
  impExposed,
  lib,
  ...
}:
let
  inherit (lib) mkOption types;
in
{
  options.flake = flake-parts-lib.mkSubmoduleOptions (
    lib.optionalAttrs (impExposed ? lib) {
      lib = mkOption {
        type = types.lazyAttrsOf types.raw;
        description = "Functions and values for other flakes.";
      };
    }
  );
}
