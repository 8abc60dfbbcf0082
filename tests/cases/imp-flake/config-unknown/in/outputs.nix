inputs: import ./nix/flakes inputs
