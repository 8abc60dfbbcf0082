{ flake.nixosModuels.default = { }; }
