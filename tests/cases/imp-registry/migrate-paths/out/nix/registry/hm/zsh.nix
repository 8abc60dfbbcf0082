{ imports = [ ../modules/nixos/base/default.nix ./_tool.nix ../modules/nixos/old.nix ]; }
