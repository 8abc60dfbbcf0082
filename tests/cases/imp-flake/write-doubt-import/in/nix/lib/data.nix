builtins.fromTOML (builtins.readFile ../lib/inputs.toml)
