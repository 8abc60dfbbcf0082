{
  outputs =
    { nixpkgs, ... }:
    {
      # An option of the flake's own, and no machine.
      lib.options.colmena.hosts = { };
      microvms.guest = { };
      nixopsConfigurations.default = {
        network = { };
        shop = { };
      };
      colmena = {
        meta.nixpkgs = nixpkgs.legacyPackages.x86_64-linux;
        defaults = { };
        mail = {
          imports = [ ./mail.nix ];
        };
        web = ./mail.nix;
      };
    };
}
