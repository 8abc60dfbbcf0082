# The programs on a copy of the flake: what they print is what one sees in the working tree.
{
  lib,
  pkgs,
  # NAME to a package with `bin/NAME`
  programs,
  src,
  # NAME to whether the check is there
  wanted,
}:
let
  commands = {
    imp-flake = "${programs.imp-flake}/bin/imp-flake check";
    imp-fmt = "${programs.imp-fmt}/bin/imp-fmt --check --no-cache";
    imp-lint = "${programs.imp-flake}/bin/imp-flake lint";
    imp-registry = "${programs.imp-registry}/bin/imp-registry check";
  };
in
lib.mapAttrs (
  name: command:
  pkgs.runCommand "${name}-check" { } ''
    cd ${src}
    ${command} --root .
    touch $out
  ''
) (lib.filterAttrs (name: _: wanted.${name}) commands)
