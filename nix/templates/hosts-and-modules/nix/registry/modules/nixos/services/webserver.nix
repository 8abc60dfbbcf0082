{ config, ... }:
{
  networking.firewall.allowedTCPPorts = [
    80
    443
  ];

  services.nginx = {
    enable = true;
    virtualHosts.${config.networking.hostName}.root = "/var/www";
  };
}
