{ imports = [ ../../lib/system.nix ]; }
