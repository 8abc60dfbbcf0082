# Sets into one, the later over the earlier.
let
  inherit (builtins)
    attrNames
    foldl'
    isAttrs
    listToAttrs
    ;

  # Derivations, `mkIf` and the like, evaluated configurations and flakes are values, not trees.
  isTree =
    value:
    isAttrs value
    && !(value ? _type)
    && !(value ? outPath)
    && !(value ? __functor)
    && value.type or null != "derivation";

  two =
    a: b:
    if isTree a && isTree b then
      a
      // listToAttrs (
        map (name: {
          inherit name;
          value = if a ? ${name} then two a.${name} b.${name} else b.${name};
        }) (attrNames b)
      )
    else
      b;
in
{
  inherit isTree;
  recursive = foldl' two { };
}
