{ __host = let b = [ "p.c" ]; in { system = "x86_64-linux"; bases = b; }; }
