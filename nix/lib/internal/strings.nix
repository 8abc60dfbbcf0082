# Text, with `builtins` alone.
let
  inherit (builtins)
    elem
    filter
    fromJSON
    genList
    length
    match
    replaceStrings
    stringLength
    substring
    ;
in
rec {
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;

  hasSuffix =
    suffix: text:
    let
      length = stringLength suffix;
      start = stringLength text - length;
    in
    start >= 0 && substring start length text == suffix;

  hasInfix = infix: text: infix == "" || replaceStrings [ infix ] [ "" ] text != text;

  removePrefix =
    prefix: text: if hasPrefix prefix text then substring (stringLength prefix) (-1) text else text;

  removeSuffix =
    suffix: text:
    if hasSuffix suffix text then substring 0 (stringLength text - stringLength suffix) text else text;

  # What Unicode calls white space.
  whiteSpace = map (code: fromJSON "\"\\u${code}\"") (
    [
      "0009"
      "000a"
      "000b"
      "000c"
      "000d"
      "0020"
      "0085"
      "00a0"
      "1680"
      "2028"
      "2029"
      "202f"
      "205f"
      "3000"
    ]
    ++ genList (n: "200${substring n 1 "0123456789a"}") 11
  );

  trimEnd =
    text:
    let
      blanks = filter (blank: hasSuffix blank text) whiteSpace;
    in
    if blanks == [ ] then text else trimEnd (removeSuffix (builtins.head blanks) text);

  # The bytes that continue a character of UTF-8 lie between these two.
  isContinuation = byte: fromJSON "\"\\u007f\"" < byte && byte < substring 0 1 "¢";

  characters =
    text:
    length (filter (byte: !isContinuation byte) (genList (n: substring n 1 text) (stringLength text)));

  # Whether nixfmt finds a line short enough, of which it does not count the indentation.
  fitsLine =
    line:
    let
      text = builtins.head (match " *(.*)" line);
    in
    stringLength text <= 100 || characters text <= 100;

  # In this file list because Nix reads them as syntax where a name may stand.
  keywords = [
    "assert"
    "else"
    "if"
    "in"
    "inherit"
    "let"
    "or"
    "rec"
    "then"
    "with"
  ];

  # `$$` is literal in Nix, so `$${` must be escaped behind the first dollar: `$\${`.
  quote =
    text:
    "\""
    + replaceStrings [ "\\" "\"" "\${" "\n" "\r" "\t" ] [ "\\\\" "\\\"" "\\\${" "\\n" "\\r" "\\t" ] text
    + "\"";

  isBareName = name: match "[a-zA-Z_][a-zA-Z0-9_'-]*" name != null && !elem name keywords;

  attrName = name: if isBareName name then name else quote name;

  # "a, b and c", in backticks, for error messages.
  list =
    names:
    if names == [ ] then "none" else builtins.concatStringsSep ", " (map (name: "`${name}`") names);
}
