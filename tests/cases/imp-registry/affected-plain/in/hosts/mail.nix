{ imports = [ ../common.nix ]; }
