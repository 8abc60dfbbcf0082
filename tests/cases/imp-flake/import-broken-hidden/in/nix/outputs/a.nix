import ./_b.nix
