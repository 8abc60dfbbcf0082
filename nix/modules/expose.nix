# `imp.expose`: the registry and the sinks as outputs of the flake.
{
  config,
  impContext,
  lib,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.imp;

  values = {
    exports = if cfg.exports.enable then impContext.exports else { };
    registry = if impContext.hasRegistry then impContext.registry else { };
  };

  # `nix flake check` remarks on names that it does not know, so nothing empty is there.
  present = name: lib.elem name cfg.expose && values.${lib.removePrefix "lib.imp." name} != { };

  pick = prefix: lib.filterAttrs (name: _: present "${prefix}${name}") values;
in
{
  imports = [ ./expose-lib.nix ];

  options.imp.expose = mkOption {
    type = types.listOf (
      types.enum [
        "exports"
        "lib.imp.exports"
        "lib.imp.registry"
        "registry"
      ]
    );
    default = [
      "exports"
      "registry"
    ];
    example = [ "lib.imp.exports" ];
    description = ''
      Which of the sinks and the registry are outputs of the flake, for other flakes to read: by their
      own names, or below `lib.imp`, a name that `nix flake check` knows.
    '';
  };

  # As an argument and not as `flake`, because it is joined with the user's own outputs first.
  config._module.args.impExposed =
    pick "" // lib.optionalAttrs (pick "lib.imp." != { }) { lib.imp = pick "lib.imp."; };
}
