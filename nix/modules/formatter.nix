# What the outputs tree gives as `formatter`, as the package that `nix fmt` runs. No module: used by
# `outputs.nix`.
{
  impContext,
  inputs,
  lib,
}:
let
  # What imp-fmt has no use for is named, not dropped in silence.
  unknownTo =
    value:
    map (name: "programs.${name}") (
      lib.filter (name: name != "nixfmt" && (value.programs.${name}.enable or false)) (
        lib.attrNames (value.programs or { })
      )
    )
    ++ map (name: "settings.${name}") (
      lib.attrNames (
        removeAttrs (value.settings or { }) [
          "formatter"
          "global"
        ]
      )
    )
    ++ lib.attrNames (
      removeAttrs value [
        "programs"
        "projectRootFile"
        "settings"
      ]
    );

  asImpFmt = value: {
    formatters = lib.mapAttrs (name: each: {
      command =
        each.command
          or (throw "`formatter.d`: the formatter `${name}` has no `command`, expected the program to run; add it");
      includes =
        each.includes
          or (throw "`formatter.d`: the formatter `${name}` has no `includes`, expected globs of the files to format; add them");
      excludes = each.excludes or [ ];
      options = each.options or [ ];
      priority = each.priority or 0;
    }) (value.settings.formatter or { });
    excludes = value.settings.global.excludes or [ ];
  };

  warned =
    value: package:
    let
      unknown = unknownTo value;
    in
    if unknown == [ ] then
      package
    else
      builtins.trace "warning: `formatter.d`: imp-fmt does not know ${lib.concatStringsSep ", " (map (name: "`${name}`") unknown)}; add the input `treefmt-nix`, or use `settings.formatter`" package;

  isParts =
    value:
    # First what needs no look at the value.
    !(inputs ? treefmt-nix)
    && lib.isAttrs value
    && !lib.isDerivation value
    && !(value ? config.build.wrapper);

  awaited = impContext.awaitedInputs;
in
{
  # What the value adds to the configuration of imp-fmt. A file may need an input that is not there yet, and is not
  # looked at before; `formatter.d` always holds parts.
  parts =
    { hasParts }:
    value:
    if inputs ? treefmt-nix then
      { }
    else if !hasParts && awaited != [ ] then
      builtins.trace
        "warning: the output `formatter` is not looked at, because `flake.nix` lacks the input ${
          lib.concatMapStringsSep ", " (name: "`${name}`") awaited
        }; run `nix run .#imp-flake`"
        { }
    else if isParts value then
      asImpFmt value
    else
      { };

  # { config; pkgs; } of a system -> value -> package
  package =
    { config, pkgs }:
    value:
    if lib.isDerivation value then
      value
    else if value ? config.build.wrapper then
      value.config.build.wrapper
    else if !lib.isAttrs value then
      throw "the output `formatter`: got ${(import ../lib/internal/errors.nix).show value}, expected a package, or what treefmt-nix' `evalModule` gives"
    else if isParts value then
      warned value config.imp.programs.imp-fmt
    else
      # imp: allow undeclared-input: these are the inputs of the flake that uses the module
      (inputs.treefmt-nix.lib.evalModule pkgs value).config.build.wrapper;
}
