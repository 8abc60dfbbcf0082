builtins.attrNames (builtins.readDir ./.)
