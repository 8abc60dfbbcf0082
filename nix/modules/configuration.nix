# The options as the programs read them with `--config`: those that somebody sets, for the others have their
# place in `imp.toml`. Directories are relative to the root of the flake. No module: used by `apps.nix`.
{
  config,
  impContext,
  lib,
  options,
}:
let
  cfg = config.imp;
  paths = option: map (impContext.relative option);
  path = option: value: if value == null then null else impContext.relative option value;

  # Each option that the programs read, as they read it; of some only the names count.
  values = {
    args = lib.attrNames cfg.args;
    exports = {
      inherit (cfg.exports) enable enableDebug sinkDefaults;
      sources = paths "imp.exports.sources" cfg.exports.sources;
    };
    flakeFile = {
      inherit (cfg.flakeFile)
        coreInputs
        description
        enable
        header
        nixConfig
        outputsFile
        path
        ;
    };
    fmt = {
      inherit (cfg.fmt) excludes formatters settings;
    };
    hosts = {
      inherit (cfg.hosts) enable;
      defaults = lib.attrNames cfg.hosts.defaults;
      sources = paths "imp.hosts.sources" cfg.hosts.sources;
    };
    lint = {
      inherit (cfg.lint) excludes rules;
    };
    outputs = {
      inherit (cfg.outputs) enable;
    };
    inherit (cfg) perSystemDir;
    registry = {
      inherit (cfg.registry) name;
      migratePaths = paths "imp.registry.migratePaths" cfg.registry.migratePaths;
      modules = impContext.registryModules;
      src = path "imp.registry.src" cfg.registry.src;
    };
    scan.src = paths "imp.scan.src" cfg.scan.src;
    src = path "imp.src" cfg.src;
  };

  # What has only its default has the default's priority.
  isSet = option: option.highestPrio < (lib.mkOptionDefault null).priority;

  given =
    options: values:
    lib.filterAttrs (_: value: value != { }) (
      lib.mapAttrs (name: given options.${name}) (
        lib.filterAttrs (name: _: !lib.isOption options.${name}) values
      )
    )
    // lib.filterAttrs (name: _: lib.isOption options.${name} && isSet options.${name}) values;

  set = given options.imp values;
in
# First what is wrong where it is set, then what is made of it.
builtins.deepSeq
  [
    values.src
    values.registry.src
    values.scan
  ]
  (
    set
    # The programs take core inputs from a configuration for a file that is written.
    // lib.optionalAttrs (set ? flakeFile) {
      flakeFile = set.flakeFile // {
        inherit (cfg.flakeFile) enable;
      };
    }
  )
