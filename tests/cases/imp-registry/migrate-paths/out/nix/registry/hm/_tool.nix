import ../modules/nixos/base/default.nix
