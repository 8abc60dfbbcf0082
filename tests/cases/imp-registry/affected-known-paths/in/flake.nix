{
  inputs.nixpkgs.url = "nixpkgs";
  outputs =
    { nixpkgs, ... }:
    let
      inherit (nixpkgs) lib;
      unused = import ./unused.nix;
      mk = host: lib.nixosSystem { modules = [ ./hosts/${host} ]; };
      mkFor = system: host: lib.nixosSystem { modules = [ (./hosts + "/${host}.nix") ]; };
      mkOf =
        {
          host,
          profile ? "small",
        }:
        lib.nixosSystem {
          modules = [
            ./profiles/${profile}.nix
            ./hosts/${host}/extra.nix
          ];
        };
      mkAny = host: lib.nixosSystem { modules = [ ./hosts/${lib.toLower host} ]; };
      mkDarwin = name: lib.darwinSystem { modules = [ ./macs/${name}.nix ]; };
      twice = host: [
        (mk host)
        ./users/${host}.nix
      ];
    in
    {
      nixosConfigurations.web = mk "web";
      nixosConfigurations.db = mkFor "x86_64-linux" "db";
      nixosConfigurations.mail = mkOf { host = "mail"; };
      nixosConfigurations.big = mkOf {
        host = "mail";
        profile = "big";
      };
      nixosConfigurations.any = mkAny "Web";
      nixosConfigurations.pair = lib.nixosSystem { modules = twice "web" ++ twice "db"; };
      darwinConfigurations = lib.genAttrs [ "air" "pro" ] mkDarwin;
      homeConfigurations = builtins.mapAttrs (user: _: lib.home { modules = [ ./users/${user}.nix ]; }) {
        web = { };
        eve = { };
      };
    };
}
