import ./core.nix
