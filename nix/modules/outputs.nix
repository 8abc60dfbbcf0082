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
  formatter = import ./formatter.nix { inherit impContext inputs lib; };

  collected =
    if cfg.outputs.enable then
      impContext.imp.collectOutputs impContext.sources
    else
      {
        flake = { };
        perSystem = { };
      };

  declared = impContext.imp.buildOutputs {
    inherit collected;
    lib = impContext.fullLib;
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

  userValues = userOutputs.values;

  # What the user calls the same wins; only `lib` is shared, by name.
  flakeOutputs =
    impExposed
    // userValues
    // lib.optionalAttrs (impExposed ? lib && lib.isAttrs (userValues.lib or null)) {
      lib = impExposed.lib // userValues.lib;
    };

  # An output that has an option is merged name by name; any other has room for one definition.
  flakeOptions = options.flake.type.getSubOptions [ ];

  # What the flake itself defines wins.
  weaken =
    output: value:
    let
      isSubmodule = flakeOptions.${output}.type.nestedTypes.elemType.name or null == "submodule";
      fileOf = fileIn userOutputs tree.fileOf collected.flake output;
      place = placed isSubmodule (name: if userValues ? ${output} then fileOf name else [ ]);
    in
    if flakeOptions ? ${output} then perName place value else place null (beside output) value;

  # What the other modules define of an output without an option, of which there is room for one definition only.
  defined =
    output:
    lib.mergeDefinitions [ "flake" output ]
      (types.unique { message = "Expected one definition."; } types.raw)
      (lib.concatMap (definition: definitionOf output definition) options.flake.definitionsWithLocations);

  definitionOf =
    output: definition:
    lib.optional
      (
        definition.file != toString ./outputs.nix
        && lib.isAttrs definition.value
        && definition.value ? ${output}
      )
      {
        inherit (definition) file;
        value = definition.value.${output};
      };

  # Joined name by name, where neither side is one value and the user's is not forced.
  beside =
    output: value:
    let
      own = defined output;
      isSet = set: lib.isAttrs set && !lib.isDerivation set && !(set ? _type);
      isForced = own.defsFinal'.highestPrio < lib.modules.defaultOverridePriority;
    in
    if own.isDefined && !isForced && isSet value && isSet own.mergedValue then
      lib.mkOverride (own.defsFinal'.highestPrio - 1) (looked (value // own.mergedValue))
    else
      weak value;

  perName =
    place: value:
    if lib.isAttrs value && !lib.isDerivation value then
      lib.mapAttrs (name: place name weak) value
    else
      place null weak value;

  # The files that an output, or a name in it, comes from.
  fileIn =
    outputs: fileInTree: collected: output: name:
    let
      mayHave = entry: !lib.isAttrs entry.value || name == null || entry.value ? ${name};
      declaring = map (entry: entry.source) (lib.filter mayHave collected.${output});
    in
    {
      "`imp.src`" = fileInTree output name;
      "`__outputs`" = [ (lib.concatStringsSep ", " declaring) ];
    }
    .${outputs.from output (toString name)} or [ ];

  # What is wrong with a value is said of the file that it comes from, and not of this one. A submodule takes no
  # definition with a file, but a module.
  placed =
    isSubmodule: fileOf: name: weaken: value:
    let
      files = if lib ? mkDefinition then fileOf name else [ ];
      file = lib.head files;
    in
    if files == [ ] then
      weaken value
    else if isSubmodule && name != null then
      weaken (_: {
        _file = file;
        config = value;
      })
    else
      lib.mkDefinition {
        inherit file;
        value = weaken value;
      };

  # Options that only the programs read are looked at, too: a mistake in them shows with the first output.
  weak = value: mkDefault (looked value);

  looked = builtins.deepSeq [
    cfg.flakeFile
    cfg.fmt
    cfg.lint
  ];

  systemSets = [
    "apps"
    "checks"
    "devShells"
    "legacyPackages"
    "packages"
  ];

  # What is said per system by names that stand without arguments, and is neither of those nor a formatter.
  otherNames = lib.subtractLists (systemSets ++ [ "formatter" ]) (
    lib.unique (tree.perSystemNames ++ lib.attrNames collected.perSystem)
  );
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
        fileOf = fileIn outputs tree.fileOfPerSystem collected.perSystem;
        place = output: placed (output == "apps") (fileOf output);

        # A module of its own, so that its file is blamed where there is no such option.
        module = name: {
          _file = lib.concatStringsSep ", " (fileOf name null);
          config.${name} = outputs.values.${name};
        };
      in
      {
        imports = map module otherNames;

        config = lib.mkMerge [
          (lib.mapAttrs (
            name: value:
            if name == "formatter" then
              mkDefault (formatter.package { inherit config pkgs; } value)
            else if lib.elem name systemSets then
              perName (place name) value
            else
              value
          ) (removeAttrs outputs.values otherNames))
          {
            imp.formatterParts =
              if outputs.values ? formatter then
                formatter.parts { hasParts = tree.hasFormatterParts; } outputs.values.formatter
              else
                { };
          }
        ];
      };
  };
}
