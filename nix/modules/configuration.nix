# The options as the programs read them with `--config`: directories are relative to the root of the
# flake. No module: used by `apps.nix`.
{
  config,
  impContext,
  lib,
}:
let
  cfg = config.imp;
  paths = option: map (impContext.relative option);
  optionalPath =
    name: option: path:
    lib.optionalAttrs (path != null) { ${name} = impContext.relative option path; };

  src = optionalPath "src" "imp.src" cfg.src;
  registrySrc = optionalPath "src" "imp.registry.src" cfg.registry.src;
  scan.src = paths "imp.scan.src" cfg.scan.src;
in
# First what is wrong where it is set, then what is made of it.
builtins.deepSeq [ src registrySrc scan ] src
// {
  inherit (cfg) perSystemDir;
  inherit scan;

  registry = registrySrc // {
    inherit (cfg.registry) name;
    modules = impContext.registryModules;
    migratePaths = paths "imp.registry.migratePaths" cfg.registry.migratePaths;
  };

  exports = {
    sources = paths "imp.exports.sources" cfg.exports.sources;
    inherit (cfg.exports) sinkDefaults;
  };

  hosts.sources = paths "imp.hosts.sources" cfg.hosts.sources;

  flakeFile = {
    inherit (cfg.flakeFile)
      coreInputs
      description
      header
      outputsFile
      path
      ;
  };

  fmt = {
    inherit (cfg.fmt) excludes formatters settings;
  };

  lint = {
    inherit (cfg.lint) excludes rules;
  };
}
