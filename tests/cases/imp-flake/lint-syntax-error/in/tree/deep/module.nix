{ environment.x = [ 1; ]; }
