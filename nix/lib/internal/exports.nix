# `__exports`: sink keys, and what files push to them.
let
  inherit (builtins)
    any
    attrNames
    attrValues
    concatMap
    elem
    filter
    functionArgs
    isAttrs
    isFunction
    mapAttrs
    removeAttrs
    split
    tryEval
    ;
  inherit (import ./errors.nix) show;
  inherit (import ./merge.nix) isTree;
  inherit (import ./strings.nix) list;
  call = import ./call.nix;
  declared = import ./declared.nix;
  words = import ./words.nix;

  isEntry = value: isAttrs value && (value ? value || value ? strategy);

  # Whether an entry stands somewhere below: then the sets above it are parts of the name.
  holdsEntry =
    value: isTree value && any (below: isEntry below || holdsEntry below) (attrValues value);

  # What stands beside `value` and `strategy` is further sinks; anything else would be lost without a word.
  besideEntry =
    fail: key: export:
    let
      others = removeAttrs export [
        "strategy"
        "value"
      ];
      isSink = name: isEntry others.${name} || holdsEntry others.${name};
      lost = filter (name: !isSink name) (attrNames others);
    in
    if lost == [ ] then
      entries fail "${key}." others
    else
      fail "the export `${key}` has ${list lost}, expected only `value`, `strategy` and further sinks; correct the name, or move it into `value`";

  # What a sink holds beside the sinks below its name.
  ownNames = [
    "__meta"
    "__module"
  ];

  # -> [ { key; value; strategy; } ]
  entries =
    fail: prefix: exports:
    concatMap (
      name:
      let
        key = prefix + name;
        export = exports.${name};
        taken = filter (part: elem part ownNames) (split "[.]" name);
      in
      if taken != [ ] then
        fail "the export `${key}` has ${list taken} in its name, expected none of ${list ownNames}, which a sink holds itself; rename it"
      else if isEntry export then
        if export ? value then
          [
            {
              inherit key;
              inherit (export) value;
              strategy = export.strategy or null;
            }
          ]
          ++ besideEntry fail key export
        else
          fail "the export `${key}` has a `strategy`, expected a `value` beside it"
      else if holdsEntry export then
        entries fail "${key}." export
      else
        [
          {
            inherit key;
            value = export;
            strategy = null;
          }
        ]
    ) (attrNames exports);

  # Arguments that are there but can't be looked at, so that names and strategies can be read while
  # the values wait for the real ones.
  standIns =
    what: source: names:
    mapAttrs (
      name: _:
      if elem name call.perSystemNames then
        throw "${what}: the argument `${name}` of `${source}` is there for one system only, expected exports for the whole flake; export a module that takes it: `value = { pkgs, ... }: { … }; strategy = \"mkMerge\";`"
      else
        throw "${what}: the argument `${name}` of `${source}` is used to find out what it exports, expected names and strategies that stand without arguments; move `__exports` out of `__functor`"
    ) names;

  # What somebody gives to a functor. The defaults of other arguments hold.
  expected =
    value:
    let
      formals = call.formals value;
      hasDefault = name: formals.${name} or false && !flakeNames ? ${name};
    in
    flakeNames // removeAttrs formals (filter hasDefault (attrNames formals));

  flakeNames = functionArgs flakeArguments;

  # For a functor that takes its arguments as one set.
  flakeArguments =
    {
      config,
      exports,
      imp,
      inputs,
      inputs',
      lib,
      pkgs,
      registry,
      self,
      self',
      system,
      systems,
    }:
    null;

  # What `__functor` returns is asked for where the file, or one that it imports, has the word in it. Where what
  # it imports is not said by a path, what comes back without arguments tells.
  ofFunctor =
    what: args: file:
    let
      inherit (file) value;
      said = words.mentions "__exports" file.path;
      unknown = standIns what file.source;
      # No error of Nix for an attribute that is missing can be caught, so whatever the file may take is there.
      called = value (unknown (words.selected file.path // args // expected value));
      shown = tryEval (isAttrs called && called ? __exports);
      mayExport = said.found || (!said.complete && shown.success && shown.value);
      result = value (unknown (expected value) // args);
    in
    if isAttrs value && value ? __functor && mayExport && isAttrs result then
      result.__exports or { }
    else
      { };

  ofFile =
    what: args: file:
    let
      exports =
        if isAttrs file.value && file.value ? __exports then
          file.value.__exports
        else
          ofFunctor what args file;
      fail = text: throw "${what}: ${text}; see `${file.source}`";
    in
    if isAttrs exports && !isFunction exports then
      map (entry: entry // { inherit (file) source; }) (entries fail "" exports)
    else
      fail "`__exports` is ${show exports}, expected a set such as `{ \"desktop.nixos\".value = { … }; }`";
in
{
  # `args` are the real arguments for functors, if there are any.
  # -> { KEY = [ { source; value; strategy; } ]; }, sources in byte order
  collect =
    what: args: sources:
    let
      all = concatMap (ofFile what args) (declared.all what sources);
    in
    mapAttrs (_: found: map (entry: removeAttrs entry [ "key" ]) found) (
      builtins.groupBy (entry: entry.key) all
    );
}
