{ config, inputs, ... }:
{
  home-manager.extraSpecialArgs = {
    inherit inputs;
    nixosConfig = config;
    theme = {
      config = "dark";
    };
  };
  config.specialArgs = { };
}
