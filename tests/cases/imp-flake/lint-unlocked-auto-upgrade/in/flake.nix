{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [
        ./web.nix
        ./remote.nix
        ./local.nix
        ./locked.nix
      ];
    };
  };
}
