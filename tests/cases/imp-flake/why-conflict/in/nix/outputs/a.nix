{ __inputs.treefmt-nix.url = "github:other/treefmt-nix"; }
