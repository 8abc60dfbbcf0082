# `imp.checks`: the programs as checks of the flake.
{
  config,
  lib,
  options,
  self,
  ...
}:
let
  cfg = config.imp;

  # Who sets `imp.fmt.enable` has the last word.
  isFormatterUnsaid = options.imp.fmt.enable.highestPrio >= (lib.mkOptionDefault null).priority;
in
{
  options.imp.checks.enable = lib.mkOption {
    type = lib.types.bool;
    default = true;
    example = false;
    description = ''
      Whether `nix flake check` fails when `flake.nix` is stale, a reference by name is broken, a rule is
      violated or a file is not formatted. The parts go with `imp.flakeFile.enable`,
      `imp.registry.src`, `imp.lint.enable` and `imp.fmt.enable`.
    '';
  };

  config.perSystem =
    {
      config,
      options,
      pkgs,
      ...
    }:
    let
      # imp-fmt gives way to every other `formatter`; of a file `formatter.nix` only its value tells which that is.
      isFormatter =
        cfg.fmt.enable && options.formatter.highestPrio >= (lib.mkOverride 1200 null).priority
        || config.imp.formatterParts != { };
    in
    {
      checks = lib.mkIf cfg.checks.enable (
        lib.mapAttrs (_: lib.mkOverride 1200) (
          import ../checks.nix {
            inherit lib pkgs;
            inherit (config.imp) programs;
            src = self;
            wanted = {
              imp-flake = cfg.flakeFile.enable;
              imp-fmt = if isFormatterUnsaid then isFormatter else cfg.fmt.enable;
              imp-lint = cfg.lint.enable;
              imp-registry = cfg.registry.src != null;
            };
          }
        )
      );
    };
}
