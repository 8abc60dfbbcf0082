{ config, lib, ... }:
let
  shared = "correct-horse";
in
{
  services.grafana.settings.smtp.password = "correct-horse";
  networking.wireless.networks.home = {
    psk = "battery staple";
  };
  networking.wireless.networks.cafe = {
    psk = "battery-staple";
  };
  services.a.password = lib.mkDefault "correct-horse";
  services.b.password = lib.mkIf config.b.enable (if config.b.new then "battery" else "staple");
  services.c.password = shared;
  services.d.password = config.d.password or "correct-horse";
  options.e.password = lib.mkOption {
    default = "correct-horse";
    example = "battery-staple";
  };
  services.f.apiKey = "0c6a1f9be2d84c7fa1be";
  services.g.settings.client_secret = "Zx81Qq92Lm73Tt64Ab55";
  networking.wg-quick.interfaces.wg0.privateKey = "q7WzR4bT9mXc2LpV5nYk8HsD3fGj6q7WzR4bT9mXc2L=";
  environment.variables.GITHUB_TOKEN = "ghp_q7WzR4bT9mXc2LpV5nYk8HsD3fGj6q7WzR4b";
}
