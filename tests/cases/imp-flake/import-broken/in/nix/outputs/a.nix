import ./_rejected.nix
