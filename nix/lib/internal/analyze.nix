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
  files = import ./files.nix;
  names = import ./names.nix;
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

  # The parts of a text that a regular expression does not match.
  without = pattern: text: concatStringsSep " " (filter isString (split pattern text));

  # What a file says by name. From text, so that a file that needs arguments can be read too. Comments and
  # strings without interpolation say nothing.
  referencesIn =
    name: known: path:
    let
      code = foldl' (text: pattern: without pattern text) (readFile path) [
        "/\\*[^*]*\\*+([^/*][^*]*\\*+)*/"
        "(^|[ \n;{(])#[^\n]*"
        "[ \n=(\\[]\"[^\"$\\\n]*\""
      ];
      pieces = filter isList (
        split "(^|[^a-zA-Z0-9_'.\"-])${name}((\\.([a-zA-Z_][a-zA-Z0-9_'-]*|\"[^\"$\\]*\"))+)" code
      );
      plain = builtins.replaceStrings [ "\"" ] [ "" ];
      strip = dotted: builtins.substring 1 (-1) (plain dotted);
    in
    unique (concatMap (piece: resolve known (strip (elemAt piece 1))) pieces);

  # The names that a file has in trees. At the root `default.nix` has no other.
  nameOf =
    rel:
    let
      parts = filter (part: isString part && part != "") (split "/" rel);
      last = elemAt parts (length parts - 1);
      above = genList (elemAt parts) (length parts - 1);
    in
    map names.ofUnit above
    ++ (if last == "default.nix" && above != [ ] then [ ] else [ (names.ofFile last) ]);

  fileOf = path: if isDirectory path then path + "/default.nix" else path;
in
{
  # [ { path; rel; id; } ], one a file
  scan =
    path:
    map (file: {
      inherit (file) path rel;
      id = concatStringsSep "." (nameOf file.rel);
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
