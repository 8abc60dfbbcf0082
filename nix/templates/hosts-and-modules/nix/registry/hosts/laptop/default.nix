# What only this machine has.
{
  imports = [ ./hardware-configuration.nix ];

  boot.loader.systemd-boot.enable = true;
  boot.loader.efi.canTouchEfiVariables = true;

  networking.hostName = "laptop";

  # The release that the machine was installed with; it stays when the machine is updated.
  system.stateVersion = "25.11";
}
