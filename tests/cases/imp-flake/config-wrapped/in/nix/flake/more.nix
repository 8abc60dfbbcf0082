{ lib, ... }: lib.mkMerge [ { config = lib.mkIf true { imp.scan.src = [ ../more ]; }; } ]
