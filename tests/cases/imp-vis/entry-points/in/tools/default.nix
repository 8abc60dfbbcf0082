import ./helper.nix
