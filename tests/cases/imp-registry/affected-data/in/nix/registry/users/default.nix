builtins.fromTOML (builtins.readFile ../data/users.toml)
