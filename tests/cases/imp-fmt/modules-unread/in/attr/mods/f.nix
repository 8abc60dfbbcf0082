{ lib, ... }: lib.setAttrByPath [ "imp" "fmt" "excludes" ] [ "a.nix" ]
