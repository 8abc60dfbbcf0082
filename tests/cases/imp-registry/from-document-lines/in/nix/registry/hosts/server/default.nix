{ imp, ... }:
{
  imports = [
    ./hardware.nix
    ../../modules/base.nix
    (imp.configTree ./config)
  ];
}
