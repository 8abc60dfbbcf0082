{ imports = [ ./bob.nix ]; }
