let
  lib = ../lib;
in
import "${lib}/mk.nix" "treefmt-nix"
