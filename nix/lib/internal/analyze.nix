# The reference graph: nodes for files and names, edges for what refers to what.
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elemAt
    filter
    foldl'
    genList
    isList
    isString
    length
    pathExists
    readFile
    split
    ;
  inherit (import ./paths.nix) isDirectory;
  inherit (import ./strings.nix) removeSuffix;
  files = import ./files.nix;
  registryOf = import ./registry.nix;

  # The longest part of "a.b.c" that is a name.
  resolve =
    known: name:
    let
      parts = filter isString (split "\\." name);
      prefixes = genList (n: concatStringsSep "." (genList (elemAt parts) (length parts - n))) (
        length parts
      );
      found = filter (prefix: known ? ${prefix}) prefixes;
    in
    if found == [ ] then [ ] else [ (builtins.head found) ];

  unique = foldl' (seen: x: if builtins.elem x seen then seen else seen ++ [ x ]) [ ];

  # What a file says by name. From text, so that a file that needs arguments can be read too.
  referencesIn =
    name: known: path:
    let
      pieces = filter isList (split "${name}((\\.[a-zA-Z_][a-zA-Z0-9_'-]*)+)" (readFile path));
      strip = dotted: builtins.substring 1 (-1) dotted;
    in
    unique (concatMap (piece: resolve known (strip (elemAt piece 0))) pieces);

  # "/programs/zsh/default.nix" is `programs.zsh`, but at the root it has no other name.
  nameOf =
    rel: if rel == "/default.nix" then "default" else removeSuffix "/default" (removeSuffix ".nix" rel);

  fileOf = path: if isDirectory path then path + "/default.nix" else path;
in
{
  # [ { path; rel; id; } ], one a file
  scan =
    path:
    map (file: {
      inherit (file) path rel;
      id = concatStringsSep "." (
        filter (part: isString part && part != "") (split "/" (nameOf file.rel))
      );
    }) (files.visible path);

  registry =
    { name, registry }:
    let
      known = registryOf.table registry;
      paths = filter (
        id: registryOf.isNode known.${id} || builtins.isPath known.${id} || isString known.${id}
      ) (attrNames known);
      isLeaf = id: !registryOf.isLevel known.${id};
      node = id: {
        inherit id;
        type = if isLeaf id then "file" else "directory";
        path = registryOf.pathOf known.${id};
      };
      edges =
        id:
        map (to: {
          inherit to;
          from = id;
          type = "reference";
        }) (filter (to: to != id) (referencesIn name known (fileOf known.${id})));
    in
    {
      nodes = map node paths;
      edges = concatMap edges (filter (id: isLeaf id && pathExists (fileOf known.${id})) paths);
    };
}
