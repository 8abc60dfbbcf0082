{ imports = [ ./over.nix ]; }
