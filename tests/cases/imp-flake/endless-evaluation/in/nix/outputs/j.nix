let a = { b = a; }; in { __inputs.j = a; }
