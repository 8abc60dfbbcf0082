# The flake-parts module and the example, with the real flake-parts and the real `lib`.
{ flakeParts, nixpkgsLib }:
let
  args = {
    evaluate = import ./evaluate.nix { inherit flakeParts nixpkgsLib; };
    lib = import nixpkgsLib;
    flakes = ../fixtures/flakes;
    fixtures = ../fixtures;
  };

  helpers = [
    "default.nix"
    "evaluate.nix"
    "inputs.nix"
  ];

  files = builtins.filter (name: !builtins.elem name helpers) (
    builtins.attrNames (builtins.readDir ./.)
  );
in
import ../runner.nix (
  map (name: {
    stem = "flake-parts-${args.lib.removeSuffix ".nix" name}";
    tests = import (./. + "/${name}") args;
  }) files
)
