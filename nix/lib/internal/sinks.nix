# Exports to one sink, merged under one strategy.
let
  inherit (builtins)
    attrNames
    concatLists
    elem
    elemAt
    filter
    head
    isAttrs
    isFunction
    isList
    isPath
    isString
    length
    map
    match
    replaceStrings
    split
    ;
  inherit (import ./errors.nix) show;
  inherit (import ./modules.nix) isMarked;
  inherit (import ./strings.nix) list;
  merge = import ./merge.nix;

  strategies = [
    "list-append"
    "merge"
    "mkMerge"
    "override"
  ];

  # In UTF-8 these bytes go on with a character.
  further =
    let
      lastOf = builtins.substring 1 1;
    in
    "${lastOf "À"}-${lastOf "ÿ"}";

  character = "[^${further}][${further}]*";

  # `*` stands for anything, `?` for one character.
  matches =
    what: glob: key:
    if match ".*[][{}].*" glob != null then
      throw "${what}: got the glob `${glob}` in `sinkDefaults`, expected `*` and `?` as its only marks; write a line for each name, such as `\"nixos.*\" = \"merge\";`"
    else
      matchesPlain glob key;

  matchesPlain =
    glob: key:
    match (replaceStrings
      [
        "*"
        "?"
        "."
        "+"
        "("
        ")"
        "^"
        "$"
        "|"
        "\\"
      ]
      [
        ".*"
        character
        "\\."
        "\\+"
        "\\("
        "\\)"
        "\\^"
        "\\$"
        "\\|"
        "\\\\"
      ]
      glob
    ) key != null;

  contributors = entries: list (map (entry: entry.source) entries);

  unique = builtins.foldl' (seen: value: if elem value seen then seen else seen ++ [ value ]) [ ];

  # Who gives none goes along with the others, then with the defaults.
  strategyOf =
    what: sinkDefaults: key: entries:
    let
      given = unique (filter (strategy: strategy != null) (map (entry: entry.strategy or null) entries));
      defaults = map (glob: sinkDefaults.${glob}) (
        filter (glob: matches what glob key) (attrNames sinkDefaults)
      );
      chosen =
        if given != [ ] then
          head given
        else if defaults != [ ] then
          head defaults
        else
          "merge";
    in
    if length given > 1 then
      throw "${what}: the sink `${key}` is given the strategies ${list given} by ${contributors entries}, expected one; give all of them the same `strategy`"
    else if elem chosen strategies then
      chosen
    else
      throw "${what}: the sink `${key}` has the strategy ${show chosen}, expected one of ${list strategies}; correct it in ${contributors entries}, or in `sinkDefaults`";

  typed =
    what: key: strategy: expected: test: entries:
    map (
      entry:
      if test entry.value then
        entry.value
      else
        throw "${what}: the sink `${key}` gets ${show entry.value} from `${entry.source}`, expected ${expected} for the strategy `${strategy}`; ${
          if strategy == "merge" then
            "use `strategy = \"mkMerge\"` for modules"
          else
            "change the value, or the strategy"
        }"
    ) entries;

  isModule =
    value: isFunction value || isPath value || isString value || (isAttrs value && isMarked value);

  mergeBy = what: lib: key: entries: {
    list-append = concatLists (typed what key "list-append" "a list" isList entries);
    merge =
      if length entries == 1 then
        (head entries).value
      else
        merge.recursive (typed what key "merge" "an attribute set" merge.isTree entries);
    mkMerge =
      let
        values = map (entry: entry.value) entries;
      in
      {
        imports = filter isModule values;
        config = lib.mkMerge (filter (value: !isModule value) values);
      };
    override = (elemAt entries (length entries - 1)).value;
  };
in
{
  inherit strategies;

  # -> { path = [ "desktop" "nixos" ]; value; }
  sink =
    {
      what,
      lib,
      sinkDefaults,
      enableDebug,
    }:
    key: entries:
    let
      strategy = strategyOf what sinkDefaults key entries;
      module = (mergeBy what lib key entries).${strategy};
    in
    {
      path = filter isString (split "\\." key);
      value =
        if enableDebug then
          {
            __module = module;
            __meta = {
              inherit strategy;
              contributors = map (entry: entry.source) entries;
            };
          }
        else
          builtins.seq strategy module;
    };

}
