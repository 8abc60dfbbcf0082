# `imp.outputs`: what the tree, `__outputs` and `__host` give, as outputs of the flake.
{
  config,
  impContext,
  impExposed,
  inputs,
  lib,
  options,
  ...
}:
let
  inherit (lib) mkDefault mkOption types;
  cfg = config.imp;
  tree = import ./outputs-tree.nix { inherit config impContext lib; };
  join = import ./outputs-join.nix { inherit lib; };
  formatter = import ./formatter.nix { inherit inputs lib; };

  declared = impContext.imp.buildOutputs {
    lib = impContext.fullLib;
    collected =
      if cfg.outputs.enable then
        impContext.imp.collectOutputs impContext.sources
      else
        {
          flake = { };
          perSystem = { };
        };
  };

  hosts = impContext.imp.buildHosts {
    inherit (impContext) imp registry;
    lib = impContext.fullLib;
    hosts = impContext.imp.collectHosts cfg.hosts.sources;
    flakeArgs = impContext.specialArgs;
    hostDefaults = cfg.hosts.defaults;
  };

  userOutputs = join [
    {
      from = "`imp.src`";
      outputs = if cfg.src == null then { } else tree.flake impContext.flakeArgs;
    }
    {
      from = "`__outputs`";
      outputs = declared.flake impContext.flakeArgs;
    }
    {
      from = "`__host`";
      outputs = lib.optionalAttrs (cfg.hosts.enable && hosts != { }) { nixosConfigurations = hosts; };
    }
  ];

  # What the user calls the same wins; only `lib` is shared, by name.
  flakeOutputs =
    impExposed
    // userOutputs
    // lib.optionalAttrs (impExposed ? lib && lib.isAttrs (userOutputs.lib or null)) {
      lib = impExposed.lib // userOutputs.lib;
    };

  # An output that has an option is merged name by name; any other has room for one definition.
  flakeOptions = options.flake.type.getSubOptions [ ];

  # What the flake itself defines wins.
  weaken = name: value: if flakeOptions ? ${name} then perName value else weak value;

  perName =
    value:
    if lib.isAttrs value && !lib.isDerivation value then lib.mapAttrs (_: weak) value else weak value;

  # Options that only the programs read are looked at, too: a mistake in them shows with the first output.
  weak =
    value:
    mkDefault (
      builtins.deepSeq [
        cfg.flakeFile
        cfg.fmt
        cfg.lint
      ] value
    );

  systemSets = [
    "apps"
    "checks"
    "devShells"
    "legacyPackages"
    "packages"
  ];
in
{
  options.imp.outputs.enable = mkOption {
    type = types.bool;
    default = true;
    example = false;
    description = "Whether files with `__outputs` add outputs to the flake.";
  };

  config = {
    flake = lib.mapAttrs weaken flakeOutputs;

    perSystem =
      {
        config,
        inputs',
        pkgs,
        self',
        system,
        ...
      }:
      let
        args =
          removeAttrs impContext.flakeArgs [ "systems" ]
          // {
            inherit
              config
              inputs'
              pkgs
              self'
              system
              ;
          }
          // cfg.args
          // config.imp.args;
        outputs = join [
          {
            from = "`imp.src`";
            outputs = tree.perSystem args;
          }
          {
            from = "`__outputs`";
            outputs = declared.perSystem args;
          }
        ];
      in
      lib.mkMerge [
        (lib.mapAttrs (
          name: value:
          if name == "formatter" then
            mkDefault (formatter.package { inherit config pkgs; } value)
          else if lib.elem name systemSets then
            perName value
          else
            value
        ) outputs)
        { imp.formatterParts = formatter.parts (outputs.formatter or null); }
      ];
  };
}
