# The home as a part of the machine: `nixos-rebuild switch` switches both or neither.
{ inputs, ... }:
{
  imports = [ inputs.home-manager.nixosModules.home-manager ];

  home-manager = {
    useGlobalPkgs = true;
    useUserPackages = true;
    extraSpecialArgs = { inherit inputs; };
    users.bob = ../../home.nix;
  };
}
