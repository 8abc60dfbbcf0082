{ lib, ... }: { options.a = lib.mkEnableOption "a in p"; }
