{ name, ... }:
{
  services.a.passwordFile = /run/secrets/a;
  services.b.command = "run ${/run/agenix/b}";
  services.c.token = builtins.readFile /run/secrets/c;
  services.d.key = /run/agenix/${name};
}
