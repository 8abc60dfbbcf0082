{ imp.fmt.excludes = [ "a.nix" ]; }
