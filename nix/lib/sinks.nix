# Exports merged into sinks.
{ libFor, ... }:
let
  inherit (builtins)
    all
    attrNames
    attrValues
    elem
    foldl'
    isAttrs
    isBool
    isList
    ;
  arguments = import ./internal/arguments.nix;
  inherit (import ./internal/errors.nix) fail;
  inherit (import ./internal/strings.nix) list;
  exports = import ./internal/exports.nix;
  sinks = import ./internal/sinks.nix;

  put =
    what: set: sink:
    let
      name = builtins.head sink.path;
      rest = builtins.tail sink.path;
      under = set.${name} or { };
    in
    if rest == [ ] then
      set // { ${name} = if set ? ${name} then join what sink under else sink.value; }
    else
      set // { ${name} = put what under (sink // { path = rest; }); };

  # `a` and `a.b` both: room for that is only beside `__module`.
  join =
    what: sink: under:
    if isAttrs sink.value && sink.value ? __meta then
      sink.value // under
    else
      fail {
        inherit what;
        got = "a sink `${builtins.head sink.path}` that also has sinks below its name";
        expected = "names none of which is the beginning of another";
        help = "rename it, or set `enableDebug`";
      };

  options = {
    sinkDefaults = {
      expected = "a set of globs to strategies";
      test = value: isAttrs value && all (strategy: elem strategy sinks.strategies) (attrValues value);
      help = "write `sinkDefaults = { \"nixos.*\" = \"merge\"; };`; there are ${list sinks.strategies}";
      default = { };
    };
    enableDebug = {
      expected = "`true` or `false`";
      test = isBool;
      default = true;
    };
  };

  isExport = value: isAttrs value && value ? source && value ? value;

  isCollected =
    value:
    isAttrs value
    && all (entries: isList entries && entries != [ ] && all isExport entries) (attrValues value);

  build =
    what:
    given@{ lib, collected, ... }:
    builtins.seq lib foldl' (put what) { } (
      map (
        key:
        sinks.sink {
          inherit lib what;
          inherit (given) sinkDefaults enableDebug;
        } key collected.${key}
        # The longer names first, so that a shorter one finds what is below it.
      ) (builtins.sort (a: b: a > b) (attrNames collected))
    );
in
{
  /**
    Sinks from collected exports: nested sets with the merged `__module` and its `__meta` at the leaves.

    # Inputs

    `lib`

    : The library of nixpkgs.

    `collected`

    : What `collectExports` gives.

    `sinkDefaults`

    : Globs on sink names to strategies, for exports that give none; the first match counts. What
      matches nothing is merged with `"merge"`.

    `enableDebug`

    : When false, the leaves are the merged values alone.

    # Type

    ```
    buildExportSinks :: { lib; collected; sinkDefaults ? { }; enableDebug ? true; } -> AttrSet
    ```

    # Examples

    ```nix
    (imp.buildExportSinks { inherit lib; collected = imp.collectExports ./registry; }).desktop.nixos.__meta
    => { contributors = [ "/…/audio.nix" "/…/gnome.nix" ]; strategy = "merge"; }
    ```
  */
  buildExportSinks =
    args:
    let
      what = "imp.buildExportSinks";
      given = arguments.named what (
        options
        // {
          inherit (arguments) lib;
          collected = {
            expected = "what `imp.collectExports` gives";
            test = isCollected;
            help = "write `collected = imp.collectExports ./dir;`";
          };
        }
      ) args;
    in
    builtins.deepSeq [ given.enableDebug given.sinkDefaults ] (build what given);

  # The same for the options of a flake, which are checked already; not for users.
  __buildExportSinksOfFlake = build "imp.exports";

  /**
    Collected and merged sinks of some directories.

    # Inputs

    `args`

    : `sinkDefaults` and `enableDebug`, as for `buildExportSinks`.

    `dirs`

    : A path, or a list of paths.

    # Type

    ```
    exportSinks :: { sinkDefaults ? { }; enableDebug ? true; } -> Path | [Path] -> AttrSet
    ```

    # Examples

    ```nix
    ((imp.withLib lib).exportSinks { sinkDefaults."*" = "mkMerge"; } ./registry).desktop.nixos.__module
    ```
  */
  exportSinks =
    args: dirs:
    let
      what = "imp.exportSinks";
      given = arguments.named what options args;
    in
    builtins.deepSeq given (
      build what (
        given
        // {
          lib = libFor "exportSinks";
          collected = exports.collect what { } dirs;
        }
      )
    );
}
