{ imports = [ ../nixos/base.nix ./_tool.nix ../nixos/old.nix ]; }
