# What the other modules share, as the module argument `impContext`.
{
  config,
  inputs,
  lib,
  self,
  ...
}:
let
  cfg = config.imp;

  # The one with `nixosSystem`, where there is one.
  fullLib = inputs.nixpkgs.lib or lib;

  plain = (import ../lib).withLib fullLib;

  registryModules = import ../lib/internal/registry-modules.nix;

  hasRegistry = cfg.registry.src != null;

  registry = registryModules.overlay (
    if hasRegistry then plain.registry cfg.registry.src else { }
  ) cfg.registry.modules;

  # The word `registry` means something only where there is one.
  named = lib.optionalAttrs hasRegistry { ${cfg.registry.name} = registry; };

  shared = named // lib.optionalAttrs cfg.exports.enable { inherit exports; };

  imp = plain.__withFlakeArgs {
    registryName = cfg.registry.name;
    args = shared // {
      inherit imp inputs self;
    };
  };

  exports = imp.__buildExportSinksOfFlake {
    lib = fullLib;
    collected = imp.__collectExportsWith flakeArgs cfg.exports.sources;
    inherit (cfg.exports) sinkDefaults enableDebug;
  };

  # For files outside `perSystem`.
  flakeArgs =
    shared
    // {
      inherit
        config
        imp
        inputs
        self
        ;
      lib = fullLib;
      inherit (config) systems;
    }
    // cfg.args;

  # Where declarations are read.
  sources = lib.unique (
    lib.filter (path: path != null) [
      cfg.src
      cfg.registry.src
    ]
    ++ cfg.scan.src
  );
in
{
  _module.args.impContext = {
    inherit
      exports
      flakeArgs
      fullLib
      hasRegistry
      imp
      registry
      shared
      sources
      ;

    # The inputs that files declare and that `flake.nix` has yet to get, where imp-flake writes it. What clashes
    # is said by who needs the inputs.
    awaitedInputs =
      let
        declared = builtins.tryEval (lib.attrNames (imp.collectInputs sources));
      in
      lib.optionals (cfg.flakeFile.enable && declared.success) (
        lib.filter (name: !inputs ? ${name}) declared.value
      );

    # Special arguments of the modules that imp puts together.
    specialArgs = imp.__imp.flakeArgs // cfg.args;

    # A directory of the flake as the programs see it, in the caller's working tree.
    relative =
      option: path:
      let
        root = builtins.unsafeDiscardStringContext (toString self.outPath);
        text = builtins.unsafeDiscardStringContext (toString path);
      in
      if text == root then
        "."
      else if lib.hasPrefix "${root}/" text then
        lib.removePrefix "${root}/" text
      else
        throw "`${option}`: got `${text}`, expected a path inside the flake (`${root}`); write a path such as `./nix/outputs`";

    registryModules = registryModules.namesOf cfg.registry.modules;
  };
}
