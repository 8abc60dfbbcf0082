{ b = import ./b.nix; keys = import ./keys.nix; }
