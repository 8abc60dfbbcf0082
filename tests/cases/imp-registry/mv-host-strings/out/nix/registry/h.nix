{ __host = { system = "x86_64-linux"; bases = [ ''p.c'' ]; }; }
