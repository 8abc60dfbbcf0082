# `imp`, the library. Each file beside this one documents and checks a group of methods; what they
# compute is in `internal/`. Nothing but `builtins` is needed until `withLib`.
let
  groups = map import [
    ./filters.nix
    ./maps.nix
    ./roots.nix
    ./terminal.nix
    ./tree.nix
    ./config-tree.nix
    ./imports.nix
    ./fragments.nix
    ./registry.nix
    ./collect.nix
    ./format.nix
    ./flake-file.nix
    ./sinks.nix
    ./hosts.nix
    ./outputs.nix
    ./analyze.nix
  ];
  methods = context: builtins.foldl' (all: group: all // group context) { } groups;
in
import ./internal/object.nix methods
