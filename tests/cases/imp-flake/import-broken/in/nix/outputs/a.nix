import ../rejected.nix
