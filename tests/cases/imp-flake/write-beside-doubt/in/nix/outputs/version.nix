(import ./_by-version.nix).${builtins.substring 0 1 builtins.nixVersion} or { }
