# The programs without a configuration: others run them on their own flakes. On this one they read it from its files.
{ lib, self', ... }:
lib.genAttrs
  [
    "imp-flake"
    "imp-fmt"
    "imp-registry"
    "imp-vis"
  ]
  (name: {
    program = "${self'.packages.${name}}/bin/${name}";
    meta = { inherit (self'.packages.${name}.meta) description; };
  })
