{ inputs }:
name:
{ system, user ? null, ... }:
let
  inherit (inputs.nixpkgs) lib;
in
lib.nixosSystem {
  inherit system;
  modules = [
    ../hosts/${name}
  ]
  ++ lib.optionals (user != null) [
    inputs.home-manager.nixosModules.home-manager
    { home-manager.users.${user} = ../hosts/home.nix; }
  ];
}
