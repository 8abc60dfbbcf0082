{ outputs = _: { a = import ./a.nix; b = import ./b.nix; }; }
