{ imports = [ ./m1.nix ]; }
