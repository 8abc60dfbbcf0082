{ __inputs.shared.url = "github:nixos/nixpkgs"; }
