{ ... }: import ./_undefined.nix
