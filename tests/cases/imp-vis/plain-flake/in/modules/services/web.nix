{ imports = [ ./db.nix ]; }
