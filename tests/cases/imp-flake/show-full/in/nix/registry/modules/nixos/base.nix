# What every host has.
{ inputs, pkgs, ... }:
{
  nixpkgs.overlays = [ inputs.self.overlays.default ];

  nix.settings.experimental-features = [
    "nix-command"
    "flakes"
  ];

  environment.systemPackages = [ pkgs.git ];
  environment.etc.motd.source = pkgs.motd;
  time.timeZone = "UTC";
}
