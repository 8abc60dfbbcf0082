{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations.box = nixpkgs.lib.nixosSystem { modules = [ ./configuration.nix ]; };
    };
}
