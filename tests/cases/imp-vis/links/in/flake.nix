{
  outputs = _: {
    nixosModules.default = {
      imports = [
        ./l.nix
        ./d
        ./dangling.nix
      ];
    };
  };
}
