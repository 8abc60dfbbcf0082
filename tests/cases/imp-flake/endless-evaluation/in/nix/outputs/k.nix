{ __inputs = (import ./k.nix).__inputs; }
