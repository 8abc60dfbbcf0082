{ __inputs.dynamic.url = builtins.getEnv "URL"; }
