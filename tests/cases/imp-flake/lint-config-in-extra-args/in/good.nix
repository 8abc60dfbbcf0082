{ config, inputs, ... }:
{
  home-manager.extraSpecialArgs = {
    inherit inputs;
    nixosConfig = config; # right: config-in-extra-args
    theme = {
      config = "dark";
    };
  };
  config.specialArgs = { };
}
