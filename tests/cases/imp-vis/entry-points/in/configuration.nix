{ imports = [ ./lib/used.nix ]; }
