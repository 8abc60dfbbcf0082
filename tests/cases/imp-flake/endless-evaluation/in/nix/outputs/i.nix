{ __inputs.i.url = builtins.concatStringsSep "" (builtins.genList (x: "x") 1000000000); }
