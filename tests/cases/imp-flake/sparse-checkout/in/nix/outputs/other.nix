{ __inputs = if builtins.pathExists ../data/other.json then { } else { other.url = "github:x/other"; }; }
