# Applied to every host by registry/modules/nixos/base.nix.
{
  default = final: _prev: {
    motd = final.writeText "motd" "Managed by a flake: changes made here do not last.\n";
  };
}
