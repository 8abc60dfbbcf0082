# The tests of the library.
{
  # The directory of nixpkgs' `lib`; without it the tests that need it are left out.
  nixpkgsLib ? null,
}:
let
  inherit (builtins)
    attrNames
    readDir
    substring
    stringLength
    ;

  lib = if nixpkgsLib == null then null else import nixpkgsLib;

  groups =
    dir:
    map (name: {
      stem = substring 0 (stringLength name - stringLength ".nix") name;
      tests = import (dir + "/${name}") {
        inherit lib;
        imp = import ../lib;
        fixtures = ./fixtures;
      };
    }) (attrNames (readDir dir));
in
# Without `lib` the files that need it are not even imported.
import ./runner.nix (groups ./lib ++ (if lib == null then [ ] else groups ./with-lib))
