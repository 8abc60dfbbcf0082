{ imports = [ ./m2.nix ]; }
