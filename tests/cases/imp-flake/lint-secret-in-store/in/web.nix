{ config, pkgs, ... }:
{
  services.restic.backups.home.passwordFile = ./secrets/restic;
  services.e.passwordFile = builtins.toFile "password" "correct-horse";
  services.f.secretFile = pkgs.writeText "secret" "correct-horse";
  services.a.token = builtins.readFile ./secrets/restic;
  services.b.token = builtins.readFile config.age.secrets.b.path;
  services.c.token = builtins.readFile "${config.sops.secrets.c.path}";
  services.d.token = builtins.readFile "/run/secrets/d";
}
