{ imports = [ ./beside.nix ]; }
