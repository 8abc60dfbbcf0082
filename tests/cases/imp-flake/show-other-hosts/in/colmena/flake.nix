{
  outputs =
    { nixpkgs, ... }:
    {
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
