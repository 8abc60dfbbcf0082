{ flake.nixosConfigurations.off = 1; }
