import ../nixos/base.nix
