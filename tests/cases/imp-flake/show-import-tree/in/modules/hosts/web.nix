{ inputs, ... }: { flake.nixosConfigurations.web = inputs.nixpkgs.lib.nixosSystem { system = "x86_64-linux"; }; }
