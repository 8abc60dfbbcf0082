{ lib, ... }: { options.b = lib.mkEnableOption "b in p"; }
