builtins.fromJSON (builtins.readFile ./_x.json)
