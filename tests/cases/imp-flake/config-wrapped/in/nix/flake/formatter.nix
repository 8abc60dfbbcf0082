{ lib, ... }: lib.mkIf true { perSystem = { pkgs, ... }: { formatter = pkgs.nixfmt; }; }
