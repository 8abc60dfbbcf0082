{ inputs, ... }:
{
  # What is given for `flake` may be a module, too.
  flake =
    { config, lib, ... }:
    {
      nixosConfigurations.mail = inputs.nixpkgs.lib.nixosSystem {
        system = "aarch64-linux";
        modules = [ ];
      };
      hydraJobs = { inherit (config) packages; };
    };
}
