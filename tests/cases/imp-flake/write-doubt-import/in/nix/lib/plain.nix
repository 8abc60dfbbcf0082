{ a = 1; } // (if builtins.getEnv "X" == "" then { b = 1; } else { })
