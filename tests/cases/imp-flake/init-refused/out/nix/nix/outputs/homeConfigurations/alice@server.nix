# `home-manager switch --flake .#alice@server`, without root and on any system.
{ inputs, ... }:
inputs.home-manager.lib.homeManagerConfiguration {
  pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;
  extraSpecialArgs = { inherit inputs; };
  modules = [ ../../../home.nix ];
}
