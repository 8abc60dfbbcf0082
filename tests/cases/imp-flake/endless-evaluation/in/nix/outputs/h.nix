let d = s: s + s; in { __inputs.h.url = builtins.foldl' (s: _: d s) "xxxxxxxx" (builtins.genList (x: x) 60); }
