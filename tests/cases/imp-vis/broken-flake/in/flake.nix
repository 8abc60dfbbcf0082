{ outputs = inputs: import ./gone.nix inputs; inputs.nixpkgs.url = "github:nixos/nixpkgs"; }
