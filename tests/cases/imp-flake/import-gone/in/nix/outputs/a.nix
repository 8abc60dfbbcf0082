import ./_gone.nix
