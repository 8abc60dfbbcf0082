{ outputs = _: { nixosConfigurations.template = 1; }; }
