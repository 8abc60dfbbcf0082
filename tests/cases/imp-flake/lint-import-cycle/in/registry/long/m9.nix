{ imports = [ ./m0.nix ]; }
