{ imports = [ ./ssh.nix ]; }
