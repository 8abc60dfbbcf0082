# The same modules as on the machine, for `home-manager switch --flake .#alice@laptop` without root.
{
  inputs,
  imp,
  registry,
  ...
}:
inputs.home-manager.lib.homeManagerConfiguration {
  pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;
  extraSpecialArgs = { inherit inputs imp registry; };
  modules = imp.imports [ registry.users.alice ];
}
