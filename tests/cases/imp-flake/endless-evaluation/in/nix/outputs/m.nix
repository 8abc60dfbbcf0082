let x = [ x x ]; in { __inputs.m.url = builtins.toJSON x; }
