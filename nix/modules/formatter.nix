# What the outputs tree gives as `formatter`, as the package that `nix fmt` runs. No module: used by
# `outputs.nix`.
{ inputs, lib }:
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
      includes = each.includes or [ ];
      excludes = each.excludes or [ ];
      options = each.options or [ ];
      priority = each.priority or 0;
    }) (value.settings.formatter or { });
    excludes = value.settings.global.excludes or [ ];
  };

  impFmt =
    { config, pkgs }:
    value:
    let
      own = config.imp.configuration;
      more = asImpFmt value;
      unknown = unknownTo value;
      package = import ./program.nix {
        inherit pkgs;
        inherit (config.imp) package;
        name = "imp-fmt";
        description = "Format the files of this flake";
        configFile = pkgs.writeText "imp.json" (
          builtins.toJSON (
            own
            // {
              fmt = own.fmt // {
                formatters = own.fmt.formatters // more.formatters;
                excludes = own.fmt.excludes ++ more.excludes;
              };
            }
          )
        );
      };
    in
    if unknown == [ ] then
      package
    else
      builtins.trace "warning: `formatter.d`: imp-fmt does not know ${lib.concatStringsSep ", " (map (name: "`${name}`") unknown)}; add the input `treefmt-nix`, or use `settings.formatter`" package;
in
# { config; pkgs; } of a system -> value -> package
context: value:
if lib.isDerivation value then
  value
else if value ? config.build.wrapper then
  value.config.build.wrapper
else if !lib.isAttrs value then
  throw "the output `formatter`: got ${(import ../lib/internal/errors.nix).show value}, expected a package, or what treefmt-nix' `evalModule` gives"
else if inputs ? treefmt-nix then
  (inputs.treefmt-nix.lib.evalModule context.pkgs value).config.build.wrapper
else
  impFmt context value
