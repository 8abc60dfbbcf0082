{ inputs, self, withSystem, ... }:
{
  flake.overlays = {
    ours = final: prev: { };
    spare = final: prev: { };
  };
  flake.nixosConfigurations.web = withSystem "x86_64-linux" (
    { system, ... }:
    inputs.nixpkgs.lib.nixosSystem {
      inherit system;
      modules = [ ./web ];
    }
  );
}
