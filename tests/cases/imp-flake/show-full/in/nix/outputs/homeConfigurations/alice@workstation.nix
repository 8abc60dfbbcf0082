# The same modules as on the workstation, for `home-manager switch` without a rebuild.
{
  inputs,
  imp,
  registry,
  exports,
  ...
}:
inputs.home-manager.lib.homeManagerConfiguration {
  pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;
  extraSpecialArgs = { inherit inputs imp registry; };
  modules = imp.imports [
    exports.desktop.home
    registry.users.alice
  ];
}
