# What files say, looked at as text: Nix does not tell what a function holds.
let
  inherit (builtins)
    any
    concatMap
    concatStringsSep
    dirOf
    elem
    elemAt
    filter
    genericClosure
    head
    isList
    isString
    listToAttrs
    match
    pathExists
    readFile
    removeAttrs
    split
    substring
    ;
  inherit (import ./paths.nix) isUnit;
  code = import ./code.nix;

  # Comments say nothing, where no quotation mark stands before that they may be in.
  codeOf = path: without comment (without blockComment (readFile path));
  comment = "(^|\n)([^\n\"'#]*[ \t;{(])?#[^\n]*";
  blockComment = "(^|\n)([^\n\"'#]*[ \t;{(])?/\\*[^*]*\\*+([^/*][^*]*\\*+)*/";

  # What stands before one on its line stays.
  without =
    pattern: text:
    concatStringsSep "" (
      map (piece: if isString piece then piece else "\n${toString (elemAt piece 1)} ") (
        split pattern text
      )
    );

  # What stands behind each `import`: the path, or null where it is not written out, and nothing else.
  importsIn =
    code:
    let
      pieces = split "(^|[^a-zA-Z0-9_'-])(import|scopedImport)([^a-zA-Z0-9_'-]|$)" code;
      blank = "[ \n\r\t(]";
      path = "([.][.]?/[a-zA-Z0-9_./+-]*)";
      pathAt = match "${blank}*${path}([^$a-zA-Z0-9_./+-].*)?";
      isJoined = text: match "${blank}*${path}[ \n\r\t]*[+].*" text != null;
      of =
        n:
        let
          # The beginning is enough, and matching a long text takes Nix a deep stack.
          text = substring 0 200 (elemAt pieces (n + 1));
          found = pathAt text;
          isCalled = match blank (elemAt (elemAt pieces n) 2) != null;
        in
        if !isList (elemAt pieces n) then
          [ ]
        else if !isCalled || found == null || isJoined text then
          [ null ]
        else
          [ (head found) ];
    in
    concatMap of (builtins.genList (n: n) (builtins.length pieces));

  # The file that a path in another one means, or null where that is none with Nix in it.
  fileAt =
    from: text:
    let
      path = dirOf from + "/${text}";
    in
    if text == null then
      null
    else if isUnit path then
      path + "/default.nix"
    else if pathExists path && match ".*[.]nix" text != null then
      path
    else
      null;

  node = word: path: {
    key = toString path;
    says = code.look word path;
    imports = map (fileAt path) (importsIn (codeOf path));
  };

  name = "([a-zA-Z_][a-zA-Z0-9_'-]*)";
  blanks = "[ \n\r\t]";

  # What a pattern finds in the code of a file, as lists of its groups.
  groupsIn = pattern: path: filter isList (split pattern (codeOf path));

  setOf =
    names:
    listToAttrs (
      map (name: {
        inherit name;
        value = null;
      }) names
    );
in
{
  # The names that a file takes out of sets, unless it asks for one whether it is there.
  # path -> { NAME = null; }
  selected =
    path:
    let
      taken = groupsIn "[.]${name}" path;
      asked =
        groupsIn "[.]${name}${blanks}+or[^a-zA-Z0-9_'-]" path ++ groupsIn "[?]${blanks}*${name}" path;
    in
    removeAttrs (setOf (map head taken)) (map head asked);

  # Whether a word stands in the code of a file, or in one that it imports by a path; and whether that is
  # all it imports, by names that are written out.
  # -> { found; complete; }
  mentions =
    word: path:
    let
      nodes = genericClosure {
        startSet = [ (node word path) ];
        operator = each: map (node word) (filter (file: file != null) each.imports);
      };
    in
    {
      found = any (each: each.says.found) nodes;
      complete = !any (each: elem null each.imports || each.says.computes) nodes;
    };
}
