{ inputs, lib, ... }:
{
  system.autoUpgrade = {
    enable = true;
    flake = inputs.self.outPath;
    flags = [ "--recreate-lock-file" ] ++ lib.optional true "-L";
  };
}
