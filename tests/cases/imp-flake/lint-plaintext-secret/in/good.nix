{ config, lib, pkgs, ... }:
{
  users.users.alice = {
    hashedPassword = "$6$p5nPhz3G6k$6yCK0m3Oglcj4ZkUXwbjrG403LBZkfNwlhgrQAqOospGJXJZ27dI84CbIYBNsTgsoH650C1EBsbCKesSVPSpB1";
    initialHashedPassword = "$y$j9T$RBapCH3F6bc0uSF.FaUGB.$rvhiVvcCKxkkumDFLONV5zFP1lsv1VyZ1ErH.r2rNk3";
    initialPassword = "nixos"; # right: plaintext-secret
    openssh.authorizedKeys.keys = [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7WzR4bT9mXc2LpV5nYk8HsD3fGj6q7WzR4bT9mXc2L"
    ];
  };
  networking.wg-quick.interfaces.wg0.privateKeyFile = "/run/secrets/wg0";
  networking.wg-quick.interfaces.wg0.peers = [
    { publicKey = "q7WzR4bT9mXc2LpV5nYk8HsD3fGj6q7WzR4bT9mXc2L="; }
  ];
  services.a.password = "/run/secrets/a";
  services.b.password = "$__file{${config.sops.secrets.b.path}}";
  services.c.password = "@PASSWORD@";
  services.d.password = "changeme";
  services.e.password = "";
  services.g.database = { user = "forgejo"; password = "forgejo"; };
  services.f.password = config.f.password;
  services.h.password = "op://vault/item/password";
  services.i.password = "vault:secret/i#password";
  services.j.password = "true";
  services.k.password = lib.mkDefault "/run/secrets/k";
  services.l.token = "grafana-admin-token";
  services.m.secret = "services/m/token-2024-11-05";
  services.n.passwordOption = lib.mkOption { example = "battery-staple"; };
  # The key of the tests of nixpkgs.
  snakeOilPrivateKey = pkgs.writeText "privkey" ''
    -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIHQf/khLvYrQ8IOika5yqtWvI0oquHlpRLTZiJy5dRJmoAoGCCqGSM49
    -----END EC PRIVATE KEY-----
  '';
  sops.age.recipients = [ "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudutrqqqqqqqqq" ];
  environment.variables.TOKEN = "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
}
