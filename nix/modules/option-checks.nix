# What options hold beyond their types, with errors that name the option. No module: used by several.
{ lib }:
let
  files = import ../lib/internal/files.nix;
  paths = import ../lib/internal/paths.nix;
  strings = import ../lib/internal/strings.nix;
in
rec {
  # As `apply` of an option that is a path or null, or a path or a list of them: Nix' own error for a
  # directory that is not there does not say who asked for it.
  directory = option: path: if path == null then null else paths.directory option path;
  existing = option: value: map (paths.existing option) (lib.toList value);

  # The same for what declarations are read from.
  sources = option: value: map (files.readable option) (existing option value);

  # The name of an argument, which no other one has.
  argument =
    option: taken: name:
    if lib.elem name taken then
      throw "${option}: got the string ${builtins.toJSON name}, which is another argument of files; expected a name of its own such as `registry`"
    else if strings.isBareName name then
      name
    else
      throw "${option}: got the string ${builtins.toJSON name}, expected the name of an argument; write one such as `registry`";

  # A set whose names are all known. `message` says of a name that it is not, `help` what to do where no
  # known one is like it.
  named =
    {
      known,
      message,
      help,
    }:
    set:
    let
      unknown = lib.filter (name: !lib.elem name known) (lib.attrNames set);
      name = lib.head unknown;
      near = closest name known;
    in
    if unknown == [ ] then
      set
    else
      throw "${message name}: ${if near == null then help else "did you mean `${near}`?"}";

  # The closest of some names, if one of them may have been meant.
  closest =
    name: known:
    let
      isNear = lib.strings.levenshteinAtMost ((lib.stringLength name + 2) / 3) name;
      near = import ../lib/internal/closest.nix lib name (lib.filter isNear known);
    in
    if near == [ ] then null else lib.head near;
}
