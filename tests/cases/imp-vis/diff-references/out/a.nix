{ b = import ./b.nix; again = import ./c.nix; }
