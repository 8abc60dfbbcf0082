# `imp.registry.modules`: values at names over a registry.
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    foldl'
    groupBy
    head
    isAttrs
    isString
    length
    sort
    split
    tail
    ;
  inherit (import ./modules.nix) isMarked;

  # A set that is a module by itself, and not a level of names.
  isModule =
    module:
    !isAttrs module
    || isMarked module
    || builtins.any (name: module ? ${name}) [
      "__module"
      "__path"
      "_type"
    ];

  # Both `{ "nixos.disko" = m; }` and `{ nixos.disko = m; }` -> [ { path = [ … ]; module; } ]
  # What has a dotted name is a module, whatever it looks like.
  named =
    above: modules:
    concatMap (
      name:
      let
        parts = filter isString (split "\\." name);
        module = modules.${name};
      in
      if length parts == 1 && !isModule module then
        named (above ++ parts) module
      else
        [
          {
            inherit module;
            path = above ++ parts;
          }
        ]
    ) (attrNames modules);

  dotted = builtins.concatStringsSep ".";

  # The same, of which none may be there twice: one of the two would be gone.
  distinct =
    modules:
    let
      all = named [ ] modules;
      twice = filter (name: length byName.${name} > 1) (attrNames byName);
      byName = groupBy (each: dotted each.path) all;
    in
    if twice == [ ] then
      all
    else
      throw "imp.registry.modules: gives the name `${head twice}` twice, dotted and nested, expected it once; rename one of the two";

  # What is longer comes later, so that nothing is put over what was put below it.
  sorted = modules: sort (a: b: length a.path < length b.path) (distinct modules);

  # Of the names that are put in, one may not lie below another, nor below a file: what is there would be gone.
  put =
    above: set: path: module:
    let
      name = head path;
      here = above ++ [ name ];
      under = set.${name} or { };
      isLevel = isAttrs under && (under ? __path || !isModule under);
    in
    set
    // {
      ${name} =
        if tail path == [ ] then
          module
        else if isLevel then
          put here under (tail path) module
        else
          throw "imp.registry.modules: `${dotted (here ++ tail path)}` lies below `${dotted here}`, which is a module or a file and holds no names; rename one of the two";
    };
in
{
  inherit isModule;

  overlay =
    registry: modules: foldl' (all: each: put [ ] all each.path each.module) registry (sorted modules);

  # [ "nixos" "disko" ] of all modules put over the registry, as dotted names.
  namesOf = modules: map (each: dotted each.path) (distinct modules);
}
