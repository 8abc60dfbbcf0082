# What files say, looked at as text: Nix does not tell what a function holds.
let
  inherit (builtins)
    any
    concatMap
    concatStringsSep
    dirOf
    elemAt
    filter
    genericClosure
    isList
    isString
    match
    pathExists
    readFile
    split
    substring
    ;
  inherit (import ./paths.nix) isUnit;
  inherit (import ./strings.nix) hasInfix;

  # Lines that are comments from their start say nothing.
  codeOf =
    path: concatStringsSep "\n" (filter isString (split "(^|\n)[ \t]*#[^\n]*" (readFile path)));

  # What stands behind each `import`: the path, or null where it is not written out.
  importsIn =
    code:
    let
      pieces = split "(^|[^a-zA-Z0-9_'.-])import[ \n\t(]" code;
      # The beginning is enough, and matching a long text takes Nix a deep stack.
      pathAt =
        text: match "[ \n\t(]*([.][.]?/[a-zA-Z0-9_./+-]*)([^$a-zA-Z0-9_./+-].*)?" (substring 0 200 text);
      of =
        n:
        if isList (elemAt pieces n) then
          let
            found = pathAt (elemAt pieces (n + 1));
          in
          [ (if found == null then null else builtins.head found) ]
        else
          [ ];
    in
    concatMap of (builtins.genList (n: n) (builtins.length pieces));

  # The file that a path in another one means, if it is there.
  fileAt =
    from: text:
    let
      path = dirOf from + "/${text}";
    in
    if isUnit path then
      [ (path + "/default.nix") ]
    else if pathExists path && match ".*[.]nix" text != null then
      [ path ]
    else
      [ ];

  node =
    path:
    let
      code = codeOf path;
    in
    {
      key = toString path;
      inherit code;
      inherit path;
      imports = importsIn code;
    };
in
{
  # Whether a word stands in a file, or in one that it imports by a path; and whether that is all it imports.
  # -> { found; complete; }
  mentions =
    word: path:
    let
      nodes = genericClosure {
        startSet = [ (node path) ];
        operator = each: map node (concatMap (fileAt each.path) (filter (text: text != null) each.imports));
      };
    in
    {
      found = any (each: hasInfix word each.code) nodes;
      complete = !any (each: any (text: text == null) each.imports) nodes;
    };
}
