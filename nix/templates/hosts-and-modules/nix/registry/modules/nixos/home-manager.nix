# Homes as a part of the machine: `nixos-rebuild switch` switches both or neither.
{
  inputs,
  imp,
  registry,
  ...
}:
{
  imports = [ inputs.home-manager.nixosModules.home-manager ];

  home-manager = {
    useGlobalPkgs = true;
    useUserPackages = true;
    extraSpecialArgs = { inherit inputs imp registry; };
    users.alice.imports = imp.imports [ registry.users.alice ];
  };
}
