# The flake-parts module and the example, with the real flake-parts and the real `lib`.
{ flakeParts, nixpkgsLib }:
let
  args = {
    evaluate = import ./evaluate.nix { inherit flakeParts nixpkgsLib; };
    lib = import nixpkgsLib;
    flakes = ../fixtures/flakes;
    fixtures = ../fixtures;
  };
in
import ../runner.nix (
  map
    (stem: {
      stem = "flake-parts-${stem}";
      tests = import (./. + "/${stem}.nix") args;
    })
    [
      "example"
      "module"
      "options"
    ]
)
