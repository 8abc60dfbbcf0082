if builtins.getEnv "X" == "" then import ../lib/mk.nix "treefmt-nix" else { }
