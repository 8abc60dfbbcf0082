{ outputs = inputs: import ./nix/flake inputs; }
