{
  inputs.nixpkgs.url = "github:nixos/nixpkgs/nixos-unstable";
  inputs.nixpkgs-stable.url = "github:nixos/nixpkgs/nixos-25.11";

  outputs =
    {
      self,
      nixpkgs,
      nixpkgs-stable,
      ...
    }@inputs:
    let
      systems = [ "x86_64-linux" ];
      forAll = nixpkgs.lib.genAttrs systems;
      pkgsFor = forAll (
        system:
        import nixpkgs {
          inherit system;
          config.allowUnfree = true;
        }
      );
    in
    {
      packages = forAll (
        system:
        let
          pkgs = import nixpkgs { inherit system; };
        in
        {
          hello = pkgs.hello;
          old =
            (import inputs.nixpkgs-stable {
              inherit system;
              config.allowUnfree = true;
            }).hello;
          good = pkgsFor.${system}.hello;
        }
      );
      nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; };
    };
}
