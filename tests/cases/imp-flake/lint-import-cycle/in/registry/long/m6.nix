{ imports = [ ./m7.nix ]; }
