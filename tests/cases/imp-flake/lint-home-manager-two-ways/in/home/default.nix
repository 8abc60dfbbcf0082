{ x = ./laptop.nix; }
