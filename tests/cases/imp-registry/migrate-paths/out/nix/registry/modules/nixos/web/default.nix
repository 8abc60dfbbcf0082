{ imports = [ ./x.nix ./w.nix ../../../hm/git.nix ]; }
