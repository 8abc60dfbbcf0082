{ __inputs = builtins.fromJSON (builtins.readFile ../data/read.json); }
