{ __inputs = if builtins.pathExists ../data/read.json then { asked.url = "github:x/asked"; } else { }; }
