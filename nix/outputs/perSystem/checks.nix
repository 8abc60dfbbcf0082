{
  inputs,
  lib,
  pkgs,
  ...
}:
let
  tests = import ../../tests { nixpkgsLib = inputs.nixpkgs + "/lib"; };
  failed = lib.filter (test: !test.ok) tests.values;
in
{
  # The tests of the library that compare values; `cargo xtask ci` runs those for errors too.
  lib =
    if failed == [ ] then
      pkgs.runCommand "lib-check" { } "touch $out"
    else
      throw "tests of the library fail: ${builtins.toJSON failed}";
}
