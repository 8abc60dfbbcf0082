"settings.nix"
