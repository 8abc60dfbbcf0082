let f = x: f (x + 1); in { __inputs.f.url = f 0; }
