{ imports = [ ./m4.nix ]; }
