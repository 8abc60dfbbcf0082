import ../lib/a.nix
