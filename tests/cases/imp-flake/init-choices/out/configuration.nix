# The machine. `man configuration.nix` tells what can be set.
{
  imports = [ ./hardware-configuration.nix ];

  boot.loader.systemd-boot.enable = true;
  boot.loader.efi.canTouchEfiVariables = true;

  networking.hostName = "web";
  networking.networkmanager.enable = true;
  time.timeZone = "UTC";

  users.users.bob = {
    isNormalUser = true;
    extraGroups = [
      "networkmanager"
      "wheel"
    ];
  };

  # The release that the machine was installed with; it stays when the machine is updated.
  system.stateVersion = "25.11";
}
