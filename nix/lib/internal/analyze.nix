# The reference graph: nodes for files and names, edges for what refers to what.
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    genList
    head
    isList
    isPath
    isString
    length
    listToAttrs
    pathExists
    readFile
    split
    ;
  inherit (import ./paths.nix) isUnit;
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
    if found == [ ] then [ ] else [ (head found) ];

  unique = foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];

  lineBreaks = text: concatStringsSep "" (map (_: "\n") (filter isList (split "\n" text)));

  # A text without what a regular expression matches, each line where it was.
  without =
    pattern: text:
    concatStringsSep " " (
      map (piece: if isString piece then piece else lineBreaks (head piece)) (split "(${pattern})" text)
    );

  # What a file says by name, with the lines. From text, so that a file that needs arguments can be read too.
  # Comments and strings without interpolation say nothing.
  # -> [ { name; line; } ] in order of place
  referencesIn =
    name: path:
    let
      code = foldl' (text: pattern: without pattern text) (readFile path) [
        "/\\*[^*]*\\*+([^/*][^*]*\\*+)*/"
        "(^|[ \n;{(])#[^\n]*"
        "[ \n=(\\[]\"[^\"$\\\n]*\""
      ];
      pieces = split "(^|[^a-zA-Z0-9_'.\"-])${name}((\\.([a-zA-Z_][a-zA-Z0-9_'-]*|\"[^\"$\\]*\"))+)" code;
      plain = builtins.replaceStrings [ "\"" ] [ "" ];
      strip = dotted: builtins.substring 1 (-1) (plain dotted);
      lines = text: length (filter isList (split "\n" text));
      step =
        { line, found }:
        piece:
        if isString piece then
          {
            inherit found;
            line = line + lines piece;
          }
        else
          let
            here = line + lines (head piece);
          in
          {
            line = here;
            found = found ++ [
              {
                name = strip (elemAt piece 1);
                line = here;
              }
            ];
          };
    in
    (foldl' step {
      line = 1;
      found = [ ];
    } pieces).found;

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

  fileOf = path: if isUnit path then path + "/default.nix" else path;
in
{
  inherit fileOf;

  # [ { path; rel; id; } ], one a file
  scan =
    what: path:
    map (file: {
      inherit (file) path rel;
      id = concatStringsSep "." (nameOf file.rel);
    }) (files.visible what path);

  # -> { nodes; edges; names; references; }: the graph of names, and what is known of each of them
  # (`{ parts; isLeaf; path; }`) and of each place that refers to one (`{ from; to; path; line; isWhole; }`)
  registry =
    { name, registry }:
    let
      known = registryOf.entriesByName registry;
      isPlace = value: registryOf.isNode value || isPath value || isString value;
      names = listToAttrs (
        map (id: {
          name = id;
          value = {
            inherit (known.${id}) parts;
            isLeaf = !registryOf.isLevel known.${id}.value;
            path = registryOf.pathOf known.${id}.value;
          };
        }) (filter (id: isPlace known.${id}.value) (attrNames known))
      );
      referencesOf =
        from:
        let
          path = fileOf names.${from}.path;
          resolved =
            reference:
            map (to: {
              inherit (reference) line;
              inherit from path to;
              isWhole = reference.name == to || reference.name == "${to}.__path";
            }) (resolve known reference.name);
        in
        if names.${from}.isLeaf && pathExists path then
          filter (reference: reference.to != from) (concatMap resolved (referencesIn name path))
        else
          [ ];
      references = concatMap referencesOf (attrNames names);
    in
    {
      inherit names references;
      nodes = map (id: {
        inherit id;
        inherit (names.${id}) path;
        type = if names.${id}.isLeaf then "file" else "directory";
      }) (attrNames names);
      edges = unique (
        map (reference: {
          inherit (reference) from to;
          type = "reference";
        }) references
      );
    };
}
