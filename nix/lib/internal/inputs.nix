# `__inputs`, name by name, and the conflicts between them.
let
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    foldl'
    intersectAttrs
    isAttrs
    typeOf
    unsafeGetAttrPos
    ;
  inherit (import ./errors.nix) show;
  declared = import ./declared.nix;

  help = "move it to `coreInputs`, and remove it from the files";

  kindOf =
    value:
    {
      bool = "a Boolean";
      float = "a float";
      int = "an integer";
      lambda = "a function";
      list = "a list";
      null = "null";
      path = "a path";
      set = "a set";
      string = "a string";
    }
    .${typeOf value};

  first =
    problems:
    let
      found = filter (each: each != null) problems;
    in
    if found == [ ] then null else builtins.head found;

  # What keeps a value from being the definition of an input, as the programs say it; null for nothing.
  problem =
    name: definition:
    if isAttrs definition then
      first (map (part: problemOf name part definition.${part}) (attrNames definition))
    else
      "it is ${kindOf definition}, not a set; write `${name}.url = \"…\";`";

  problemOf =
    name: part: value:
    let
      kind = kindOf value;
      plain = [
        "a string"
        "a Boolean"
        "an integer"
      ];
    in
    if part == "url" || part == "follows" then
      if kind == "a string" then null else "`${part}` is ${kind}; write `${name}.${part} = \"…\";`"
    else if part == "flake" then
      if kind == "a Boolean" then null else "`flake` is ${kind}; write `${name}.flake = false;`"
    else if part == "inputs" then
      if kind == "a set" then
        first (map (input: problem "${name}.inputs.${input}" value.${input}) (attrNames value))
      else
        "`inputs` is ${kind}, not a set"
    else if part == "type" && value == "derivation" then
      "`type` is `derivation`, which no flake is; write the URL of a flake"
    else if kind == "an integer" && value < 0 then
      "`${part}` is negative, and `-` is no literal"
    else if elem kind plain then
      null
    else
      "`${part}` is ${kind}, and must be a string, a Boolean or an integer";

  of =
    what: file:
    map (
      name:
      let
        definition = file.value.__inputs.${name};
        place = declared.place file name file.value.__inputs;
      in
      if problem name definition == null then
        { inherit name definition place; }
      else if isAttrs definition then
        throw "${what}: the input `${name}` at ${place} can't be used because ${problem name definition}"
      else
        throw "${what}: the input `${name}` at ${place} is ${show definition}, expected a set; write `${name}.url = \"…\";`"
    ) (attrNames file.value.__inputs);

  add =
    what: known: each:
    if !known ? ${each.name} then
      known // { ${each.name} = each; }
    else if known.${each.name}.definition == each.definition then
      known
    else
      throw "${what}: the input `${each.name}` is declared unlike at ${known.${each.name}.place} and at ${each.place}, expected one definition; ${help}";
in
{
  inherit problem;

  # -> { NAME = { name; definition; place; }; }
  collect =
    what: sources:
    foldl' (add what) { } (concatMap (of what) (declared.having what "__inputs" sources));

  # A set of inputs, each of which can be one.
  usable =
    what: inputs:
    let
      wrong = filter (name: problem name inputs.${name} != null) (attrNames inputs);
      name = builtins.head wrong;
      input = inputs.${name};
    in
    if wrong == [ ] then
      inputs
    else if isAttrs input then
      throw "${what}: the input `${name}` can't be used because ${problem name input}"
    else
      throw "${what}: got ${show input} for the input `${name}`, expected a set; write `${name}.url = \"…\";`";

  # What is not a core input already; `place` tells where a collected input is declared.
  beside =
    what: place: coreInputs: collected:
    let
      unlike = filter (name: coreInputs.${name} != collected.${name}) (
        attrNames (intersectAttrs coreInputs collected)
      );
      name = builtins.head unlike;
      position = unsafeGetAttrPos name coreInputs;
      core =
        if position == null then
          "in `coreInputs`"
        else
          "in `coreInputs` at ${position.file}:${toString position.line}:${toString position.column}";
    in
    if unlike == [ ] then
      removeAttrs collected (attrNames coreInputs)
    else
      throw "${what}: the input `${name}` is declared unlike ${core} and ${place name}, expected one definition; ${help}";
}
