{ __host = let b = [ "p.a" ]; in { system = "x86_64-linux"; bases = b; }; }
