# What every machine has.
{ pkgs, ... }:
{
  environment.systemPackages = [ pkgs.git ];

  nix.settings.experimental-features = [
    "nix-command"
    "flakes"
  ];

  services.openssh = {
    enable = true;
    settings.PasswordAuthentication = false;
  };

  # Who may log in, and deploy as root. Put keys here before the first switch: no password opens a machine over SSH.
  # users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 the-public-key-of-a-person" ];

  time.timeZone = "UTC";

  users.users.alice = {
    isNormalUser = true;
    extraGroups = [ "wheel" ];
  };
}
