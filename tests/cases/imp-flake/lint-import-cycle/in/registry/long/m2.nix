{ imports = [ ./m3.nix ]; }
