{ versions = builtins.fromJSON (builtins.readFile ./versions.json); }
