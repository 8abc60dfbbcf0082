# Names in order of their distance from a misspelt one. Needs nixpkgs' `lib`.
lib: name: known:
let
  distance = lib.strings.levenshtein name;
in
builtins.sort (a: b: distance a < distance b) known
