{
  inputs.nixpkgs.url = "nixpkgs";
  outputs = { self, nixpkgs }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ (self + "/hosts/web.nix") ]; };
    nixosConfigurations.db = nixpkgs.lib.nixosSystem { modules = [ ./hosts/db.nix ]; };
    nixosConfigurations.mail = nixpkgs.lib.nixosSystem { modules = [ "${self}/hosts/mail.nix" ]; };
    packages.x86_64-linux.p = import ./pkgs { };
  };
}
