{ config, ... }:
{
  services.restic.backups.home.passwordFile = config.age.secrets.restic.path;
  services.restic.backups.work.passwordFile = "/run/secrets/restic"; # right: secret-in-store
  age.secrets.restic.file = ./secrets/restic.age;
  services.a.tokenFile = ./secrets/restic.age;
  services.e.configFile = builtins.toFile "config" "a = b";
  services.b.text = builtins.readFile ./script.sh;
  services.c.key = builtins.readFile ./secrets/id_ed25519.pub;
  services.d.secretFile = ./secrets/gone;
  users.users.alice.hashedPasswordFile = ./secrets/restic;
}
