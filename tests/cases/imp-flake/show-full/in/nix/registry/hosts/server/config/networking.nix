# In a config tree the path names the option: this file sets `networking`.
{
  hostName = "server";
  firewall.allowedTCPPorts = [
    80
    443
  ];
}
