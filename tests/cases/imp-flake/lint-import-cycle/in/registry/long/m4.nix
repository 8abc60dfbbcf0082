{ imports = [ ./m5.nix ]; }
