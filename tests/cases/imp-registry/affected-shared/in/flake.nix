{
  outputs = inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      systems = [ "x86_64-linux" ];
      perSystem = { config, pkgs, ... }: {
        packages.a = pkgs.callPackage ./a.nix { };
        checks.a = config.packages.a;
        devShells.d = import ./d.nix;
      };
      flake =
        let
          hosts = import ./hosts.nix { inherit inputs; };
        in
        {
          nixosConfigurations = hosts;
          colmena = builtins.mapAttrs (name: host: host.config) hosts;
          nixosModules.only = import ./only.nix;
          overlays = import ./overlays.nix;
        };
    };
}
