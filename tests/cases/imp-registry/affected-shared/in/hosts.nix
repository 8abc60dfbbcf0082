{ inputs }: {
  web = inputs.nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; };
  db = inputs.nixpkgs.lib.nixosSystem { modules = [ ./db.nix ]; };
}
