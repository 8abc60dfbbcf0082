# Text, with `builtins` alone.
let
  inherit (builtins)
    elem
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

  removeSuffix =
    suffix: text:
    if hasSuffix suffix text then substring 0 (stringLength text - stringLength suffix) text else text;

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

  attrName =
    name:
    if match "[a-zA-Z_][a-zA-Z0-9_'-]*" name != null && !elem name keywords then name else quote name;

  # "a, b and c", in backticks, for error messages.
  list =
    names:
    if names == [ ] then "none" else builtins.concatStringsSep ", " (map (name: "`${name}`") names);
}
