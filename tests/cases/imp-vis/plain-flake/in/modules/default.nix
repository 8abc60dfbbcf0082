{ imports = [ ./services/web.nix ./services/db.nix ]; }
