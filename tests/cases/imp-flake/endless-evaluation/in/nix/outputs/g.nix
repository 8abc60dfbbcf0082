let f = n: if n == 0 then "x" else f (n - 1) + f (n - 1); in { __inputs.g.url = f 60; }
