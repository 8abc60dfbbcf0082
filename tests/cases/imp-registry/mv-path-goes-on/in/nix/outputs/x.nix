{ registry, lib, imp, inputs, ... }:
let
  modules = ../registry;
  all = ../registry;
in
[
  (modules + "/a.nix")
  "${modules}/a.nix"
  (lib.path.append ../registry "a.nix")
  (lib.path.append registry.__path "a.nix")
  ((directory: directory + "/a.nix") ../registry)
  (imp.leaves all)
  (imp.leaves ../registry)
  (inputs.import-tree ../registry)
]
