{ imports = [ ./c.nix ]; }
