{
  inputs = {
    nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
    home-manager.url = "github:nix-community/home-manager";
  };
  outputs =
    {
      self,
      nixpkgs,
      agenix,
      ...
    }@inputs:
    {
      overlays.nur = inputs.nur.overlays.default;
      lib = inputs.nixpgks.lib;
      nixosModules = {
        inherit (inputs.disko.nixosModules) disko;
        again = inputs.disko.nixosModules.default;
        inherit (inputs) home-manager;

        # None of these is an input that is missing.
        secrets = inputs.agenix.nixosModules.age;
        question = inputs.stylix or null; # right: undeclared-input
        other = if inputs ? niri then inputs.niri.x or null else null;
        variable =
          let
            inputs = {
              local = 1;
            };
          in
          inputs.local;
        inherit (inputs) self;
        anything = name: inputs.${name};
      };
    };
}
