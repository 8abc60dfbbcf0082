# What the library says of flakes, for the comparison with the programs.
#
#   { NAME = "/path/of/a/flake"; } -> { NAME = { QUESTION = { ok; value; }; }; }
#
# `ok = false` where Nix throws; what Nix can't catch ends everything. In `merged` each sink has such answers
# of its own.
roots:
let
  inherit (builtins)
    attrNames
    concatMap
    deepSeq
    filter
    groupBy
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

  # All that sinks take of nixpkgs' `lib`.
  lib.mkMerge = contents: {
    _type = "merge";
    inherit contents;
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

      # The same, but what JSON can't hold stays recognisable.
      shown =
        value:
        if isFunction value then
          "«function»"
        else if isPath value then
          "«path ${relative value}»"
        else if isList value then
          map shown value
        else if isAttrs value then
          mapAttrs (_: shown) value
        else
          value;

      collected = imp.collectExports (toList (options.exports.sources or sources));
      sinkDefaults = options.exports.sinkDefaults or { };
      sinkAt = builtins.foldl' (set: name: set.${name});
      sinks = imp.buildExportSinks { inherit lib collected sinkDefaults; };

      # One sink, built alone and among all others.
      merged = key: entries: {
        default = answer (
          builtins.head (
            map (glob: sinkDefaults.${glob}) (
              filter (
                glob: builtins.match (builtins.replaceStrings [ "." "*" ] [ "\\." ".*" ] glob) key != null
              ) (builtins.attrNames sinkDefaults)
            )
            ++ [ "merge" ]
          )
        );
        values = map (entry: answer (shown entry.value)) entries;
        alone = leaf (
          sinkAt (imp.buildExportSinks {
            inherit lib sinkDefaults;
            collected.${key} = entries;
          }) (namesIn key)
        );
        among = leaf (sinkAt sinks (namesIn key));
      };

      leaf = sink: {
        meta = answer {
          inherit (sink.__meta) strategy;
          contributors = map relative sink.__meta.contributors;
        };
        module = answer (shown sink.__module);
      };

      namesIn = key: filter builtins.isString (builtins.split "\\." key);
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
                nixConfig = null;
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
        ) collected
      );

      # "flake overlays NAME" or "perSystem packages NAME" -> the files that declare it
      outputs =
        let
          found = imp.collectOutputs (toList (options.outputs.sources or sources));
          named =
            scope: kind: entry:
            map (name: {
              key = "${scope} ${kind} ${name}";
              file = relative entry.source;
            }) (if isAttrs entry.value then attrNames entry.value else [ "" ]);
          all =
            scope:
            concatMap (kind: concatMap (named scope kind) found.${scope}.${kind}) (attrNames found.${scope});
        in
        answer (
          mapAttrs (_: map (each: each.file)) (groupBy (each: each.key) (all "flake" ++ all "perSystem"))
        );

      merged =
        if (tryEval (builtins.seq collected null)).success then
          {
            ok = true;
            value = mapAttrs merged collected;
          }
        else
          { ok = false; };
    };
in
mapAttrs (_: answers) roots
