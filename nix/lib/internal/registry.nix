# The tree as names: leaves are paths, other directories sets with `__path`.
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    filter
    groupBy
    head
    isAttrs
    isString
    listToAttrs
    match
    removeAttrs
    split
    tail
    ;
  inherit (import ./paths.nix) isNode isPathLike toPath;
  inherit (import ./errors.nix) show;
  inherit (import ./strings.nix) list;
  inherit (import ./registry-modules.nix) isModule;
  entries = import ./entries.nix;

  value =
    group:
    if group.collides then
      group.collision
    else if !group.hasEntry then
      if group.fragments.isUnit then
        group.fragments.path
      else
        node group.fragments.path (entries.below null group.fragments)
    else if group.entry.kind == "directory" then
      node group.entry.path (entries.below null group.entry)
    else
      group.entry.path;

  node = path: groups: builtins.mapAttrs (_: value) groups // { __path = path; };
in
rec {
  inherit isNode;

  build = path: node path (entries.root null path);

  children = registry: removeAttrs registry [ "__path" ];

  # A level of names, as opposed to a leaf. What `modules` adds may be a level without a directory.
  isLevel = value: isNode value || (isAttrs value && !isModule value);

  # registry -> [ { parts; value; } ], directories before what they hold
  flatten =
    above: registry:
    concatMap (
      name:
      let
        value = registry.${name};
        parts = above ++ [ name ];
      in
      [ { inherit parts value; } ] ++ (if isLevel value then flatten parts value else [ ])
    ) (attrNames (children registry));

  # Of `a/b.nix` and `a.b.nix` the first is `a.b`, and the other one has its name in quotes.
  # -> { NAME = { parts; value; }; }
  entriesByName =
    registry:
    let
      dotted = parts: concatStringsSep "." parts;
      quoted = part: if match ".*[.].*" part == null then part else "\"${part}\"";
      byName = groupBy (each: dotted each.parts) (flatten [ ] registry);
      named =
        name: same:
        [
          {
            inherit name;
            value = head same;
          }
        ]
        ++ map (each: {
          name = dotted (map quoted each.parts);
          value = each;
        }) (tail same);
    in
    listToAttrs (concatMap (name: named name byName.${name}) (attrNames byName));

  table = registry: builtins.mapAttrs (_: each: each.value) (entriesByName registry);

  # A path where there is one: modules that were put in by value stay as they are.
  pathOf = value: if isPathLike value then toPath value else value;

  # -> [ ] or [ value ]. Name by name first, so that a collision elsewhere does not stand in the way;
  # then among all names, for files that have a dot in theirs.
  get =
    registry: name:
    let
      known = table registry;
      walk =
        value: parts:
        if parts == [ ] then
          [ value ]
        else if isLevel value && children value ? ${head parts} then
          walk value.${head parts} (tail parts)
        else
          [ ];
      found = walk registry (filter isString (split "\\." name));
    in
    if found != [ ] || !known ? ${name} then found else [ known.${name} ];

  names = registry: attrNames (table registry);

  find =
    what: registry: name:
    let
      found = get registry name;
    in
    if !isString name then
      throw "${what}: got ${show name}, expected a name in the registry such as `modules.nixos.base`; write it as a string"
    else if found != [ ] then
      head found
    else
      throw "${what}: the name `${name}` is not in the registry, expected one of ${list (names registry)}; correct it, or add the file";
}
