{ __host = { system = "x86_64-linux"; modules = [ ("w" + ".m") "p.c" ]; }; }
