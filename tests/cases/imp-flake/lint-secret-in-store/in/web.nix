{
  config,
  lib,
  pkgs,
  ...
}:
let
  decrypted = config.age.secrets.h.path;
  inherit (config.sops) templates;
  plain = ./restic-password;
in
{
  services.restic.backups.home.passwordFile = ./secrets/restic;
  services.e.passwordFile = builtins.toFile "password" "correct-horse";
  services.f.secretFile = pkgs.writeText "secret" "correct-horse";
  services.a.token = builtins.readFile ./secrets/restic;
  services.b.token = builtins.readFile config.age.secrets.b.path;
  services.c.token = builtins.readFile "${config.sops.secrets.c.path}";
  services.d.token = builtins.readFile "/run/secrets/d";
  services.h.token = builtins.readFile decrypted;
  services.i.token = lib.fileContents config.age.secrets.i.path;
  services.j.token = config.age.secrets.j.path |> builtins.readFile |> lib.trim;
  services.k.token = lib.importJSON config.sops.templates."k.json".path;
  services.l.token = builtins.readFile templates.l.path;
  services.m.source = builtins.path { path = config.age.secrets.m.path; };
  services.n.passwordFile = lib.mkIf config.n.enable (if config.n.new then plain else ./restic-password);
  services.o.passwordFile = builtins.path {
    name = "password";
    path = ./restic-password;
  };
  services.p.passwordFile = lib.mkDefault (pkgs.writeText "password" "correct-horse");
  environment.etc.restic.source = ./secrets/restic;
  environment.etc.command.text = "restic --password-file ${./secrets/restic}";
}
