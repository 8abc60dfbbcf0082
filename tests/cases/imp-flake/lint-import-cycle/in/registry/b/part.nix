{ imports = [ ../diamond.nix ]; }
