{
  outputs = inputs: {
    nixosConfigurations = import ./lib/system.nix inputs [
      "web"
      "db"
    ];
  };
}
