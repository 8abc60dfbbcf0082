{ __inputs = builtins.fromJSON (builtins.readFile ../lib/c.json); }
