{ config, lib, ... }:
{
  services.restic.backups.home.passwordFile = config.age.secrets.restic.path;
  services.restic.backups.work.passwordFile = "/run/secrets/restic"; # right: secret-in-store
  age.secrets.restic.file = ./secrets/restic.age;
  services.a.tokenFile = ./secrets/restic.age;
  services.k.tokenFile = toString /run/secrets/k;
  services.l.enable = builtins.pathExists /run/agenix/l;
  services.m.directory = /run/other/secrets;
  services.e.configFile = builtins.toFile "config" "a = b";
  services.b.text = builtins.readFile ./script.sh;
  services.c.key = builtins.readFile ./secrets/id_ed25519.pub;
  services.d.secretFile = ./secrets/gone;
  sops.secrets.f.sopsFile = ./secrets/f.yaml;
  services.g.passwordFile = lib.mkDefault config.sops.templates.g.path;
  services.h.enable = builtins.pathExists ./secrets/restic;
  services.i.certificate = ./secrets/ca.crt;
  services.j.src = builtins.path { path = ./script.sh; };
  users.users.alice.hashedPasswordFile = ./secrets/restic;
}
