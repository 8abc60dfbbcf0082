{ imports = [ ./own.nix ./dir ]; }
