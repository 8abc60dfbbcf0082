{
  lib,
  pkgs,
  name,
  ...
}:
{
  imports = [
    ./services/shh.nix
    ./services/tools.nix
    ./ignored.nix
    ./empty
    ./services # right: broken-path
    ./services/ssh.nix
  ]
  ++ lib.optional (builtins.pathExists ./local.nix) ./local.nix;

  # None of these is a Nix file that must be there.
  environment.etc.a.source = ./data;
  environment.etc.b.source = ./empty/text.txt;
  environment.etc.c.source = ./users/${name}.nix;
  environment.etc.d.text = "./gone.nix";
  # ./gone.nix
  environment.etc.e.source = pkgs.callPackage ./package.nix { };
}
