{ lib, ... }:
let
  flags = [ "--update-input" "nixpkgs" "--no-write-lock-file" ];
in
{
  system.autoUpgrade = lib.mkMerge [
    { enable = true; }
    {
      flake = "github:alice/config";
      inherit flags;
    }
  ];
}
