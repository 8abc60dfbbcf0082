{ imports = [ ../ssh.nix ]; }
