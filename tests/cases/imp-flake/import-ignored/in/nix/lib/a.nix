{ __inputs.treefmt-nix.url = "github:numtide/treefmt-nix"; }
