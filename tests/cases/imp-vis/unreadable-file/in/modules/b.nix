{ imports = [ ./c.nix;
