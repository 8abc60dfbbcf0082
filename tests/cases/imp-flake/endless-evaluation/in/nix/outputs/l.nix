let y = (x: x x) (x: x x); in { __inputs.l.url = y; }
