{ outputs = { self }: { x = import ./x.nix; }; }
