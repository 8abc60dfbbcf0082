{ config, ... }:
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
  sops.age.recipients = [ "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudutrqqqqqqqqq" ];
  environment.variables.TOKEN = "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
}
