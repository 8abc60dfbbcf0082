{ config, inputs, ... }:
{
  home-manager.extraSpecialArgs = { inherit inputs config; };
}
