{ __inputs = import ./d/inputs.nix; }
