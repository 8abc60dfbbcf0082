# Names in order of their distance from a misspelt one. Needs nixpkgs' `lib`.
lib: name: known:
let
  # Slips of a letter or two are found without measuring every name, which takes long.
  slips = builtins.filter (lib.strings.levenshteinAtMost 2 name) known;
  measured = map (other: {
    inherit other;
    distance = lib.strings.levenshtein name other;
  }) (if slips == [ ] then known else slips);
in
map (each: each.other) (builtins.sort (a: b: a.distance < b.distance) measured)
