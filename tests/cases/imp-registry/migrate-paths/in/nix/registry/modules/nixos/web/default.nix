{ imports = [ ./x.nix ./w.nix ../../home/git.nix ]; }
