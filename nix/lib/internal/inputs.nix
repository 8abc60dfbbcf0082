# `__inputs`, name by name, and the conflicts between them.
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    foldl'
    intersectAttrs
    isAttrs
    unsafeGetAttrPos
    ;
  inherit (import ./errors.nix) show;
  declared = import ./declared.nix;

  help = "move it to `coreInputs`, and remove it from the files";

  of =
    what: file:
    map (
      name:
      let
        definition = file.value.__inputs.${name};
        place = declared.place file name file.value.__inputs;
      in
      if isAttrs definition then
        { inherit name definition place; }
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
  # -> { NAME = { name; definition; place; }; }
  collect =
    what: sources:
    foldl' (add what) { } (concatMap (of what) (declared.having what "__inputs" sources));

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
