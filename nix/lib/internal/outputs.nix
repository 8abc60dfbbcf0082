# `__outputs`: flake outputs from anywhere.
let
  inherit (builtins)
    attrNames
    concatMap
    foldl'
    isAttrs
    mapAttrs
    match
    ;
  inherit (import ./errors.nix) show;
  call = import ./call.nix;
  declared = import ./declared.nix;
  merge = import ./merge.nix;

  # Their values are functions for somebody else to call: modules of whatever kind, overlays and `lib`.
  isUncalled = output: match "lib|overlays?|.*[mM]odules?" output != null;

  # Only what names its arguments is called: `final: prev: …` is a value.
  apply =
    source: args: value:
    if call.isCallable value && call.formals value != { } then
      call.apply "the file `${source}`" args value
    else
      value;

  # [ { source; value; } ] -> one value for an output
  join =
    output: args: entries:
    let
      use = source: if isUncalled output then (value: value) else apply source args;
      one =
        entry:
        let
          value = use entry.source entry.value;
        in
        if merge.isTree value then
          mapAttrs (_: each: {
            inherit (entry) source;
            value = use entry.source each;
          }) value
        else
          {
            "" = {
              inherit (entry) source;
              inherit value;
            };
          };
      add =
        known: found:
        mapAttrs (
          name: each:
          if known ? ${name} then
            throw "the output `${output}${
              if name == "" then "" else ".${name}"
            }` is defined in `${known.${name}.source}` and in `${each.source}`, expected one definition; rename one of the two"
          else
            each
        ) found;
      joined = foldl' (known: found: known // add known found) { } (map one entries);
    in
    if !joined ? "" then
      mapAttrs (_: each: each.value) joined
    else if attrNames joined == [ "" ] then
      joined."".value
    else
      throw "the output `${output}` is defined as a whole in `${joined."".source}` and in parts elsewhere, expected one of the two; change one of them";

  level =
    what: file: set:
    if isAttrs set then
      set
    else
      throw "${what}: `__outputs` in `${file.source}` has ${show set}, expected sets of outputs; write `__outputs.perSystem.packages.NAME = …;`";

  group =
    entries:
    mapAttrs (
      _:
      map (entry: {
        inherit (entry) source value;
      })
    ) (builtins.groupBy (entry: entry.output) entries);

  entriesOf =
    file: set:
    map (output: {
      inherit output;
      inherit (file) source;
      value = set.${output};
    }) (attrNames set);
in
{
  # -> { flake = { OUTPUT = [ { source; value; } ]; }; perSystem = …; }
  collect =
    what: sources:
    let
      files = declared.having what "__outputs" sources;
    in
    {
      flake = group (
        concatMap (file: entriesOf file (removeAttrs file.value.__outputs [ "perSystem" ])) files
      );
      perSystem = group (
        concatMap (file: entriesOf file (level what file (file.value.__outputs.perSystem or { }))) files
      );
    };

  build = collected: args: mapAttrs (output: join output args) collected;
}
