import ./lib/used.nix
