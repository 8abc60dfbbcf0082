{ config, ... }:
{
  services.grafana.settings.smtp.password = "correct-horse";
  networking.wireless.networks.home = {
    psk = "battery staple";
  };
  networking.wireless.networks.cafe = {
    psk = "battery-staple";
  };
  networking.wg-quick.interfaces.wg0.privateKey = "q7WzR4bT9mXc2LpV5nYk8HsD3fGj6q7WzR4bT9mXc2L=";
  environment.variables.GITHUB_TOKEN = "ghp_q7WzR4bT9mXc2LpV5nYk8HsD3fGj6q7WzR4b";
}
