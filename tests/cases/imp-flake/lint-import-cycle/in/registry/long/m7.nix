{ imports = [ ./m8.nix ]; }
