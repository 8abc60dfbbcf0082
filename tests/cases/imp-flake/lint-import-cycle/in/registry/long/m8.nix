{ imports = [ ./m9.nix ]; }
