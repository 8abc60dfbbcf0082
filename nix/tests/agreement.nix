# What the library says of flakes, for the comparison with the programs.
#
#   { NAME = "/path/of/a/flake"; } -> { NAME = { QUESTION = { ok; value; }; }; }
#
# `ok = false` where Nix throws; what Nix can't catch ends everything.
roots:
let
  inherit (builtins)
    deepSeq
    filter
    isAttrs
    isFunction
    isList
    isPath
    mapAttrs
    stringLength
    substring
    toString
    tryEval
    ;

  imp = import ../lib;

  # What a flake gives to `mkFlake`, and nothing that evaluates it.
  inputs = {
    flake-parts.lib.mkFlake = _: module: module;
    imp.flakeModules.default = { };
    disko.nixosModules.default = { };
  };

  answer =
    value:
    let
      tried = tryEval (deepSeq value value);
    in
    if tried.success then
      {
        ok = true;
        inherit (tried) value;
      }
    else
      { ok = false; };

  answers =
    root:
    let
      path = /. + root;
      options = (import (path + "/nix/flake") inputs).imp;
      flakeFile = options.flakeFile or { };
      present = filter (each: each != null);
      toList = value: if isList value then value else [ value ];
      sources =
        present [
          (options.src or null)
          (options.registry.src or null)
        ]
        ++ toList (options.scan.src or [ ]);

      # A path below the root as the programs write it.
      relative =
        value:
        let
          text = toString value;
          length = stringLength root + 1;
        in
        if substring 0 length text == "${root}/" then substring length (-1) text else text;

      # What JSON can hold; null for what only Nix knows.
      plain =
        value:
        if isFunction value then
          null
        else if isPath value then
          relative value
        else if isList value then
          map plain value
        else if isAttrs value then
          mapAttrs (_: plain) value
        else
          value;
    in
    {
      inputs = answer (imp.collectInputs sources);

      # The whole file, where the flake lets imp write it.
      flake =
        if flakeFile.enable or false then
          answer (
            imp.collectAndFormatFlake (
              {
                src = sources;
                coreInputs = flakeFile.coreInputs or { };
              }
              // builtins.intersectAttrs {
                description = null;
                outputsFile = null;
                header = null;
              } flakeFile
            )
          )
        else
          null;

      names =
        if options ? registry.src then
          answer (
            mapAttrs (_: relative) (
              (imp.registryModule { lib = { }; }).flattenRegistry (imp.registry options.registry.src)
            )
          )
        else
          null;

      hosts = answer (
        mapAttrs (_: host: {
          file = relative host.__source;
          fields = plain host.__host;
        }) (imp.collectHosts (toList (options.hosts.sources or sources)))
      );

      sinks = answer (
        mapAttrs (
          _:
          map (export: {
            file = relative export.source;
            strategy = if export.strategy == null then "none" else export.strategy;
          })
        ) (imp.collectExports (toList (options.exports.sources or sources)))
      );
    };
in
mapAttrs (_: answers) roots
