# The reference graph of a registry as an `imp.graph/1` document, which imp-vis reads.
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    genList
    groupBy
    head
    length
    map
    pathExists
    readFile
    sort
    tail
    toJSON
    toString
    unsafeDiscardStringContext
    unsafeGetAttrPos
    ;
  inherit (import ./analyze.nix) fileOf;
  inherit (import ./strings.nix)
    attrName
    hasInfix
    hasPrefix
    removePrefix
    ;

  unique = foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];

  dotted = parts: concatStringsSep "." (map attrName parts);

  initOf = parts: genList (elemAt parts) (length parts - 1);

  # What begins like the ids of other things is told apart.
  qualified =
    parts:
    if
      elem (head parts) [
        "files"
        "flake"
        "inputs"
        "outputs"
        "sinks"
      ]
    then
      [ "registry" ] ++ parts
    else
      parts;

  # Where a file declares a host, if it does.
  hostOf =
    path:
    if pathExists path && hasInfix "__host" (readFile path) then
      let
        value = import path;
      in
      if value ? __host then unsafeGetAttrPos "__host" value else null
    else
      null;

  # What the programs take a module for, by what it declares and by its name.
  kindOf =
    host: parts:
    if host != null || length parts == 2 && head parts == "hosts" then
      "host"
    else if length parts == 2 && head parts == "users" then
      "user"
    else if elem "features" parts then
      "feature"
    else
      "module";
in
{ graph, root }:
let
  inherit (graph) names references;

  # As the tree has it; what is in another flake has no path there.
  place =
    path:
    let
      text = unsafeDiscardStringContext (toString path);
      above = unsafeDiscardStringContext (toString root) + "/";
    in
    if hasPrefix above text then { path = removePrefix above text; } else { };

  leaves = filter (id: names.${id}.isLeaf) (attrNames names);

  idOf = id: dotted (qualified names.${id}.parts);

  # Directories are the clusters of what is in them, and what leads to one leads to all of that.
  leavesAt = id: if names.${id}.isLeaf then [ id ] else filter (leaf: hasPrefix "${id}." leaf) leaves;

  node =
    id:
    let
      inherit (names.${id}) parts;
      file = fileOf names.${id}.path;
      host = hostOf file;
    in
    {
      id = idOf id;
      cluster = dotted (initOf (qualified parts));
      label = elemAt parts (length parts - 1);
      kind = kindOf host parts;
    }
    // place file
    // (if host == null then { } else { inherit (host) line; });

  # All references between two files are one edge.
  edge =
    same:
    let
      first = head same;
      places = unique (map (each: place each.path // { inherit (each) line; }) same);
    in
    {
      from = idOf first.from;
      to = idOf first.to;
      kind = "reference";
    }
    // (if head places ? path then head places else { })
    // (if tail places == [ ] || !(head places ? path) then { } else { also = tail places; })
    // (if tail same == [ ] then { } else { count = length same; });

  # A name that leads nowhere, or past a module, is no edge.
  expanded = concatMap (each: map (to: each // { inherit to; }) (leavesAt each.to)) (
    filter (each: each.isWhole) references
  );
  byEnds = groupBy (
    each:
    toJSON [
      each.from
      each.to
    ]
  ) (filter (each: each.from != each.to) expanded);
in
{
  schema = "imp.graph/1";
  tool = "imp";
  data = {
    view = "registry";
    nodes = sort (a: b: a.id < b.id) (map node leaves);
    edges = sort (a: b: if a.from == b.from then a.to < b.to else a.from < b.from) (
      map edge (attrValues byEnds)
    );
  };
  findings = [ ];
}
