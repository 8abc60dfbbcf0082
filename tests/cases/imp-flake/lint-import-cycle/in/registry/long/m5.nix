{ imports = [ ./m6.nix ]; }
