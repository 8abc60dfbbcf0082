{ imp, ... }:
{
  imports = [
    ./hardware.nix
    ../../modules/core.nix
    (imp.configTree ./config)
  ];
}
