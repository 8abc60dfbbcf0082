{ config, ... }:
{
  enable = true;
  recommendedTlsSettings = true;
  virtualHosts.${config.networking.hostName}.root = "/var/www";
}
